"""Whether credentials can be read, those of a file or of a database, and each be used."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from kiro_py.cli.doctor.files import FileFacts
from kiro_py.cli.doctor.finding import Finding, failure, ok, warning
from kiro_py.cli.shared import SOURCE
from kiro_py.config.credentials import KEY_VARIABLE, LoadedCredentials
from kiro_py.errors import ConfigInvalid
from kiro_py.pool.credential import Credential

CHECK: Final = "credentials"

IMPORT: Final = "`kiro-py credentials import kiro`"
MOVE: Final = "`kiro-py credentials import --from credentials.json`"

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
    mend = f"sign in to Kiro and run {IMPORT}, or set {KEY_VARIABLE}"
    yield _usable(str(path), (*read.guests, *read.roster.credentials), mend)


def check_rows(read: LoadedCredentials) -> Iterator[Finding]:
    """Yield what reading a database has found; rows that cannot be opened are told elsewhere."""
    for problem in read.roster.problems:
        row, _, key = problem.key.partition(".")
        if key:
            mend = f"correct it on the admin page, or run {_remove(row)} and bring it in anew"
            yield failure(
                CHECK, f"{SOURCE}: {problem.key}", problem.problem, _FIELDS.get(key, mend)
            )
    for told in (*read.roster.warnings, *_twins(read.roster.credentials, is_first=True)):
        mend = "remove one of them: `kiro-py credentials remove ID`"
        yield warning(CHECK, SOURCE, told, mend)
    mend = f"run `kiro-py login`, or bring those of a single machine over: {MOVE}"
    yield _usable(SOURCE, (*read.guests, *read.roster.credentials), mend)


def check_variable(invalid: ConfigInvalid) -> Finding:
    """Tell what is wrong with a credential of the environment."""
    mend = "correct or unset the variable"
    return failure(CHECK, f"{invalid.source}: {invalid.key}", invalid.problem, mend)


def _unreadable(path: Path, invalid: ConfigInvalid, *, has_copy: bool) -> Finding:
    if invalid.source != str(path):
        return check_variable(invalid)
    copy = f"the previous content is in {path}.bak" if has_copy else "restore it from a copy"
    mend = f"{copy}; or move the file away and run {IMPORT}"
    return failure(CHECK, str(path), invalid.problem, mend)


def _correct(path: Path) -> str:
    return f"correct it in {path}: docs/reference/credentials.md lists every field"


def _remove(row: str) -> str:
    return f"`kiro-py credentials remove {row.removeprefix('credential ')}`"


def _twins(credentials: Sequence[Credential], *, is_first: bool = False) -> Iterator[str]:
    """Yield the entries that hold one secret twice; a file's reader tells of tokens itself.

    `is_first` where nobody has read them together.
    """
    seen: dict[object, int] = {}
    for credential in credentials:
        token = credential.tokens.refresh_token if is_first else None
        for name, secret in (("kiroApiKey", credential.kiro_api_key), ("refreshToken", token)):
            if secret is not None and seen.setdefault(secret, credential.id) != credential.id:
                yield f"credentials {seen[secret]} and {credential.id} hold the same {name}"


def _usable(where: str, credentials: Sequence[Credential], first: str) -> Finding:
    """Tell how many can be used; `first` is how to get one."""
    enabled = sum(not credential.disabled for credential in credentials)
    if enabled:
        disabled = len(credentials) - enabled
        told = f"{enabled} can be used" + (f", {disabled} disabled" if disabled else "")
        return ok(CHECK, where, told)
    if credentials:
        mend = "run `kiro-py credentials enable ID` for the one that is to serve"
        return failure(CHECK, where, "every one is disabled", mend)
    return failure(CHECK, where, "there is none that can be used", first)
