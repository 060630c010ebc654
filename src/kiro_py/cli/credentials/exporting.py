"""What goes out: `export`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from cyclopts import Parameter

from kiro_py.cli.credentials.ground import itself, on_ground
from kiro_py.cli.credentials.masking import masked
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import (
    DONE,
    FAILED,
    UNUSABLE,
    complain,
    formatted,
    print_json,
    remark,
)
from kiro_py.config.foreign.account_manager import can_hold, to_account_manager
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.wire.json import JsonObject

Form = Literal["own", "account-manager"]

OWNER_ONLY: Final = 0o600


def export(
    *numbers: int,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    form: Annotated[Form, Parameter(name="--format")] = "own",
    with_secrets: Annotated[bool, Parameter(negative="")] = False,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
) -> int:
    """Write credentials as a file that other programs, or another gateway, can import.

    Secrets are masked unless they are asked for.

    Parameters
    ----------
    numbers
        Which ones; all when none is named.
    output
        A new file, which its owner alone can read; without it, standard output.
    form
        The form of this gateway and of kiro-rs, or that of account managers.
    with_secrets
        Write tokens, keys and client secrets, without which nobody can use the export.
    config
        The settings, which may name a database that replicas share.
    credentials
        The file to take them from.
    """
    try:
        here = on_ground(credentials, config, itself)
    except (ConfigInvalid, ConfigRefused) as refused:
        complain(refused)
        return UNUSABLE
    entries = {entry.id: entry.members for entry in here.loaded.roster.entries}
    if missing := [str(number) for number in numbers if number not in entries]:
        complain(f"{here.where}: there is no credential {', '.join(missing)}")
        return FAILED
    chosen = [entries[number] for number in numbers or entries]
    document = _document(chosen, form, with_secrets=with_secrets)
    if with_secrets:
        remark("this export signs in as you: keep it as you keep a password, and delete it")
    return _write(document, output)


def _document(
    entries: Sequence[JsonObject], form: Form, *, with_secrets: bool
) -> list[JsonObject] | JsonObject:
    shown = list(entries) if with_secrets else [masked(entry) for entry in entries]
    if form == "own":
        return shown
    held = [entry for entry in shown if can_hold(entry)]
    if left := len(shown) - len(held):
        remark(f"{left} left out: the form of account managers has no place for API keys")
    return to_account_manager(held)


def _write(document: Any, output: Path | None) -> int:  # noqa: ANN401 -- either form
    if output is None:
        print_json(document)
        return DONE
    try:
        # A file that is there might be readable by others, or be somebody's only copy.
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except OSError as error:
        complain(f"{output}: cannot be made: {error.strerror}")
        return UNUSABLE
    with os.fdopen(descriptor, "wb") as file:
        file.write(formatted(document))
    return DONE
