"""I ask the gateway of this machine whether it is well, and load next to nothing for it.

A container is asked twice a minute: `python -m kiro_py.cli.pulse` takes a fifth of what the whole
command line does.
"""

import http.client
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from kiro_py.config.document import parse, read_file
from kiro_py.config.load import load, read
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid, ConfigRefused

ANSWER_SECONDS: Final = 5.0
"""How long a gateway may take to say that it is well; a healthy one takes milliseconds."""

CONFIG: Final = Path("config.json")

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- an address to ask, not to bind
_NEEDED: Final = {"KIRO_PY_API_KEY": "nobody's: only the address is read"}
"""What the settings cannot do without, and this can."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether a gateway is well, and what there is to say about it."""

    is_well: bool
    words: str


def feel(config: Path, environ: Mapping[str, str], *, ready: bool = False) -> Pulse:
    """Ask the gateway of these settings whether it is well, or also whether it is `ready`.

    It is asked as well when somebody has made them unusable: it goes on with those that it has.
    """
    said = _NEEDED | {name: text for name, text in environ.items() if text.strip()}
    refused = ""
    try:
        settings = load(config, said).settings
    except ConfigRefused as problems:
        refused = str(problems)
        try:
            settings = read(_where(config), said, str(config)).settings
        except ConfigRefused:
            return Pulse(is_well=False, words=refused)
    told = _told(settings, ready=ready)
    return Pulse(told.is_well, "; ".join(filter(None, (told.words, refused))))


def _where(config: Path) -> Mapping[str, object]:
    """Return what is still to be read in the file of where the gateway listens."""
    try:
        document = parse(read_file(config) or b"", str(config))
    except ConfigInvalid:
        return {}
    members = cast("dict[str, object]", document) if isinstance(document, dict) else {}
    return {name: members[name] for name in ("host", "port") if name in members}


def _told(settings: Settings, *, ready: bool) -> Pulse:
    host, port = _EVERYWHERE.get(settings.host, settings.host), settings.port
    try:
        status, words = _ask(host, port, "/readyz" if ready else "/healthz")
    except (OSError, http.client.HTTPException) as error:
        return Pulse(is_well=False, words=f"{host}:{port}: no answer: {error}")
    if status != http.HTTPStatus.OK:
        return Pulse(is_well=False, words=f"{host}:{port}: {status}: {words}")
    return Pulse(is_well=True, words=words)


def _ask(host: str, port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace").strip()
    finally:
        connection.close()


def main() -> int:
    """Say what there is to say; return the exit code, which is 0 when all is well."""
    pulse = feel(CONFIG, os.environ)  # noqa: TID251 -- handed to config, which reads it
    sys.stderr.write(f"{pulse.words}\n")
    return 0 if pulse.is_well else 1


if __name__ == "__main__":
    sys.exit(main())
