"""The pool as its keeper finds it: every credential, and all that is known of it."""

from dataclasses import dataclass

from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.views import Subject
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.quotas import QuotaReading, Quotas
from kiro_py.pool.credential import Credential
from kiro_py.ports.credentials import EditableStore


@dataclass(frozen=True, slots=True)
class Register:
    """Looks credentials up; nothing is asked of Kiro and nothing is changed."""

    store: EditableStore
    leases: Leases
    quotas: Quotas

    def find(self, number: int) -> Credential:
        """Return the credential; raises `KeeperRefused` with 404 when it is not there."""
        for credential in self.store.credentials():
            if credential.id == number:
                return credential
        raise missing(number)

    def subject(self, credential: Credential) -> Subject:
        """Return the credential with all that is known of it besides."""
        return Subject(
            credential,
            self.leases.book.standing(credential),
            self.leases.use_of(credential.id),
            self.leases.renewer.failures(credential.id),
        )

    def subjects(self) -> list[Subject]:
        """Return the pool, the best credential first."""
        return sorted(map(self.subject, self.store.credentials()), key=_priority)

    def reading(self, number: int) -> QuotaReading:
        """Return what is known of an account's credits."""
        return self.quotas.known(number)

    def label(self, credential: Credential) -> str:
        """Return what to call a credential when people are told of it."""
        quota = self.quotas.known(credential.id).quota
        told = None if quota is None else quota.email
        return credential.email or told or f"credential {credential.id}"

    def name_of(self, number: int) -> str:
        """Return what to call the credential of a number, also when it is gone."""
        for credential in self.store.credentials():
            if credential.id == number:
                return self.label(credential)
        return f"credential {number}"


def current_of(subjects: list[Subject]) -> int | None:
    """Return the id of the first that may serve, of those that the best one leads."""
    return next((each.credential.id for each in subjects if each.is_available), None)


def missing(number: int) -> KeeperRefused:
    """Return the refusal for a credential that is not there."""
    return KeeperRefused(404, f"there is no credential {number}")


def _priority(subject: Subject) -> int:
    return subject.credential.priority
