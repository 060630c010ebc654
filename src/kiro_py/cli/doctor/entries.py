"""Whether the credentials file can be read, and each of its entries be used."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from kiro_py.cli.doctor.files import FileFacts
from kiro_py.cli.doctor.finding import Finding, failure, ok, warning
from kiro_py.config.credentials import KEY_VARIABLE, LoadedCredentials
from kiro_py.errors import ConfigInvalid
from kiro_py.pool.credential import Credential

CHECK: Final = "credentials"

IMPORT: Final = "`kiro-py credentials import kiro`"

_CLIENT: Final = (
    f"take it from the client's registration beside Kiro's token file, or run {IMPORT}, "
    "which finds it"
)
_FIELDS: Final[Mapping[str, str]] = {
    "clientId": _CLIENT,
    "clientSecret": _CLIENT,
    "refreshToken": f"copy it whole from Kiro's token file, or run {IMPORT}",
    "kiroApiKey": "copy the key whole, or make a new one in your Kiro account",
    "tokenEndpoint": "correct it, or add its host to `identityProviders` if you trust it",
}
"""How a field is mended that has more to it than a slip."""


def check_entries(file: FileFacts, read: LoadedCredentials | ConfigInvalid) -> Iterator[Finding]:
    """Yield what reading the credentials has found."""
    path = file.path
    if isinstance(read, ConfigInvalid):
        yield _unreadable(path, read, has_copy=file.has_copy)
        return
    for problem in read.roster.problems:
        mend = _FIELDS.get(problem.key.rpartition(".")[2], _correct(path))
        yield failure(CHECK, f"{path}: {problem.key}", problem.problem, mend)
    # Without a file there is one warning, that it is not there: the last line tells what to do.
    warnings = () if file.mode is None else read.roster.warnings
    for told in (*warnings, *_twins(read.roster.credentials)):
        yield warning(CHECK, str(path), told.removeprefix(f"{path}: "), _correct(path))
    yield _usable(path, (*read.guests, *read.roster.credentials))


def _unreadable(path: Path, invalid: ConfigInvalid, *, has_copy: bool) -> Finding:
    if invalid.source != str(path):
        mend = "correct or unset the variable"
        return failure(CHECK, f"{invalid.source}: {invalid.key}", invalid.problem, mend)
    copy = f"the previous content is in {path}.bak" if has_copy else "restore it from a copy"
    mend = f"{copy}; or move the file away and run {IMPORT}"
    return failure(CHECK, str(path), invalid.problem, mend)


def _correct(path: Path) -> str:
    return f"correct it in {path}: docs/reference/credentials.md lists every field"


def _twins(credentials: Sequence[Credential]) -> Iterator[str]:
    """Yield the entries that hold one key twice; the reader tells of refresh tokens itself."""
    seen: dict[object, int] = {}
    for credential in credentials:
        key = credential.kiro_api_key
        if key is not None and seen.setdefault(key, credential.id) != credential.id:
            yield f"credentials {seen[key]} and {credential.id} hold the same kiroApiKey"


def _usable(path: Path, credentials: Sequence[Credential]) -> Finding:
    enabled = sum(not credential.disabled for credential in credentials)
    if enabled:
        disabled = len(credentials) - enabled
        told = f"{enabled} can be used" + (f", {disabled} disabled" if disabled else "")
        return ok(CHECK, str(path), told)
    if credentials:
        mend = "run `kiro-py credentials enable ID` for the one that is to serve"
        return failure(CHECK, str(path), "every one is disabled", mend)
    mend = f"sign in to Kiro and run {IMPORT}, or set {KEY_VARIABLE}"
    return failure(CHECK, str(path), "there is none that can be used", mend)
