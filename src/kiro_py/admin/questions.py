"""I ask Kiro about single credentials at the keeper's word, and say honestly what came of it."""

from dataclasses import dataclass

from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.register import Register
from kiro_py.errors import Blame, GatewayError, Penalty, Refusal, RenewalFailed, UpstreamRefused
from kiro_py.exchange.quotas import QuotaReading
from kiro_py.exchange.word import made_usable, renew_now
from kiro_py.kiro.limits import Quota
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.standing import SignedIn, State
from kiro_py.ports.journal import Journal, KeeperActed


class Unproven(GatewayError):  # noqa: N818 -- what the credential is
    """A credential has not proven that it works; `is_dead` when only a new sign-in helps."""

    def __init__(self, why: str, *, is_dead: bool) -> None:
        super().__init__(why)
        self.is_dead = is_dead


@dataclass(frozen=True, slots=True)
class Questions:
    """Asks; every question raises `KeeperRefused` with 404 for a credential that is not there."""

    register: Register
    journal: Journal

    async def quota(self, number: int, *, force: bool = False) -> QuotaReading:
        """Return what an account has left, asked for anew when that is old or with `force`.

        Raises `RenewalFailed` when there is no token to ask with.
        """
        leases = self.register.leases
        credential = self.register.find(number)
        fresh = await made_usable(leases.renewer, leases.book, credential)
        return await self.register.quotas.fetch(fresh, force=force)

    async def balance(self, number: int) -> str:
        """Return in words what an account has left.  Raises `Unproven` and `RenewalFailed`."""
        return told(await self.quota(number))

    async def verify(self, number: int) -> str:
        """Prove that a credential works: renew it if that is due, and ask for its usage.

        Whatever that says of the sign-in or the account is remembered.  Returns what is left in
        words; raises `Unproven`.
        """
        try:
            reading = await self.quota(number, force=True)
        except RenewalFailed as failed:
            why = f"the token cannot be renewed: {failed.why}"
            raise Unproven(why, is_dead=failed.is_final) from failed
        credential, book = self.register.find(number), self.register.leases.book
        if reading.why:
            refusal = reading.refusal
            if refusal is not None and refusal.penalty is Penalty.SUSPEND:
                book.failed(credential, UpstreamRefused(refusal, upstream_status=refusal.status))
            raise Unproven(reading.why, is_dead=_is_dead(credential, refusal))
        if book.standing(credential).state is State.NEEDS_LOGIN:
            book.tell(credential, SignedIn())
        return told(reading)

    async def refresh(self, number: int) -> str:
        """Renew a credential's token now, and say so.

        Raises `RenewalFailed`, and `KeeperRefused` when there is nothing to renew or that has just
        been done.
        """
        credential, leases = self.register.find(number), self.register.leases
        if credential.auth_method is AuthMethod.API_KEY:
            raise KeeperRefused(400, "an API key has no tokens and needs no renewal")
        try:
            await renew_now(leases.renewer, leases.book, credential)
        except RenewalFailed as failed:
            if failed.is_final or failed.retry_after_seconds is not None:
                raise
            why = f"the token of credential {number} is new: it was renewed a moment ago"
            raise KeeperRefused(409, why) from failed
        done = f"the token of credential {number} is renewed"
        self.journal.note(KeeperActed(done, (number,)))
        return done


def told(reading: QuotaReading) -> str:
    """Return what is left in words; raises `Unproven` when that was not told."""
    quota = reading.quota
    if quota is None or reading.why:
        raise Unproven(f"Kiro does not tell the usage: {reading.why}", is_dead=False)
    return _in_words(quota)


def _in_words(quota: Quota) -> str:
    plan = f"{quota.plan}: " if quota.plan else ""
    return f"{plan}{quota.used:,.2f} of {quota.limit:,.0f} credits used"


def _is_dead(credential: Credential, refusal: Refusal | None) -> bool:
    """Tell whether an API key is refused; a token may be for what its profile is not."""
    is_key = credential.auth_method is AuthMethod.API_KEY
    return is_key and refusal is not None and refusal.blame is Blame.TOKEN
