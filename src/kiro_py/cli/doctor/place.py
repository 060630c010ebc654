"""Where credentials are kept, and what can be told of the place: here, of files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.standings_file import read_standings, state_path
from kiro_py.cli.doctor.entries import check_entries
from kiro_py.cli.doctor.files import check_keeping, check_secrecy, look_at
from kiro_py.cli.doctor.finding import Finding
from kiro_py.cli.doctor.order import Order
from kiro_py.config.credentials import LoadedCredentials, load_credentials
from kiro_py.config.settings import Settings
from kiro_py.errors import ConfigInvalid
from kiro_py.kiro.provider import PROVIDERS
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.standing import Standing
from kiro_py.ports.credentials import CredentialStore


@dataclass(frozen=True, slots=True)
class Place:
    """Credentials that could be read, guests first, and what was found where they are kept.

    `store` is `None` where nobody can be asked with them; `can_keep` tells that renewed tokens
    would not be lost.  `entries` are what was written there, and `secrets` what else must not be
    seen.
    """

    findings: Sequence[Finding] = ()
    credentials: Sequence[Credential] = ()
    standings: Mapping[int, Standing] = field(default_factory=dict[int, Standing])
    store: CredentialStore | None = None
    can_keep: bool = True
    entries: Sequence[Mapping[str, object]] = ()
    secrets: Sequence[str] = ()

    @property
    def enabled(self) -> tuple[Credential, ...]:
        """Those that serve."""
        return tuple(each for each in self.credentials if not each.disabled)


def in_file(order: Order, settings: Settings | None) -> Place:
    """Look at a credentials file, and at what lies beside it.

    One that cannot be read is no reason to stop; neither are `settings` that cannot.
    """
    path, file = order.credentials, look_at(order.credentials)
    read: LoadedCredentials | ConfigInvalid
    try:
        read = load_credentials(
            path,
            order.environ,
            derives_machine_ids=settings is None or settings.machine_id is None,
            providers=PROVIDERS if settings is None else settings.address_book.providers,
        )
    except ConfigInvalid as invalid:
        findings = (
            *check_entries(file, invalid),
            *check_secrecy(path, file.mode),
            *check_keeping(file, rotates=False),
        )
        return Place(findings)
    everybody = (*read.guests, *read.roster.credentials)
    rotates = any(map(_rotates, everybody))
    return Place(
        findings=(
            *check_entries(file, read),
            *check_secrecy(path, file.mode),
            *check_keeping(file, rotates=rotates),
        ),
        credentials=everybody,
        standings=read_standings(state_path(path)),
        store=CredentialsFile(
            path,
            read=read.read,
            roster=read.roster,
            guests=read.guests,
            renewal_wait_seconds=order.others_seconds,
        ),
        can_keep=file.can_write,
        entries=tuple(entry.members for entry in read.roster.entries),
    )


def _rotates(credential: Credential) -> bool:
    return (
        not credential.disabled
        and credential.persists
        and credential.auth_method is not AuthMethod.API_KEY
    )
