"""I ask the gateway of this machine whether it is well, for those who watch over containers."""

import http.client
import os
from typing import Annotated, Final

from cyclopts import Parameter

from kiro_py.cli.credentials.opening import CONFIG, ConfigPath
from kiro_py.cli.credentials.words import complain, say
from kiro_py.config.load import load
from kiro_py.errors import ConfigRefused

WELL, ILL = 0, 1

ANSWER_SECONDS: Final = 5.0
"""How long a gateway may take to say that it is well; a healthy one takes milliseconds."""

_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- an address to ask, not to bind
_NEEDED: Final = {"KIRO_PY_API_KEY": "nobody's: only the address is read"}
"""What the settings cannot do without, and this command can."""


def health(
    config: ConfigPath = CONFIG,
    *,
    ready: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Ask the gateway at `host` and `port` of the settings whether it is well.

    The exit code is 0 when it is, 1 when it is not, or does not answer.

    Parameters
    ----------
    config
        The settings that the gateway was started with.
    ready
        Ask whether it can serve a request now, too: it has a credential, and is not about to end.
    """
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    try:
        said = {name: text for name, text in environ.items() if text.strip()}
        settings = load(config, _NEEDED | said).settings
    except ConfigRefused as refused:
        complain(refused)
        return ILL
    host, port = _EVERYWHERE.get(settings.host, settings.host), settings.port
    try:
        status, words = ask(host, port, "/readyz" if ready else "/healthz")
    except (OSError, http.client.HTTPException) as error:
        complain(f"{host}:{port}: no answer: {error}")
        return ILL
    if status != http.HTTPStatus.OK:
        complain(f"{host}:{port}: {status}: {words}")
        return ILL
    say(words)
    return WELL


def ask(host: str, port: int, path: str) -> tuple[int, str]:
    """Return the status and the words of an answer.  Raises `OSError` when there is none."""
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace").strip()
    finally:
        connection.close()
