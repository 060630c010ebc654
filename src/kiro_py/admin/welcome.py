"""I let the keeper sign people in to Kiro, and show how far each has come."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from kiro_py.admin.refusals import KeeperRefused
from kiro_py.errors import SignInFailed
from kiro_py.exchange.sign_in.guests import MAX_WAITING, Guest, Guests, TooManyError
from kiro_py.exchange.sign_in.wanted import Method, Wanted, wanted
from kiro_py.wire.admin.sign_ins import NewSignIn, SignInView

BROUGHT_SECONDS: Final = 10.0
"""How long whoever brings an address waits to hear what came of it."""

RETRY_SECONDS: Final = 60
"""When a place may be free again: most people are done in a minute."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """Those who sign in, in their keeper's hands."""

    guests: Guests

    async def begin(self, new: NewSignIn) -> SignInView:
        """Begin a sign-in.

        Raises `ConfigRefused`, and `KeeperRefused`: 404 for a credential that is not there, 429
        when too many are under way, 502 when the service does not want it.
        """
        try:
            return _view(await self.guests.receive(_wanted(new)))
        except KeyError:
            told = f"there is no credential {new.credential_id} that can sign in anew"
            raise KeeperRefused(404, told) from None
        except TooManyError:
            told = f"{MAX_WAITING} sign-ins are under way: wait for one, or cancel it"
            raise KeeperRefused(429, told, {"retry-after": str(RETRY_SECONDS)}) from None
        except SignInFailed as failed:
            raise KeeperRefused(502, failed.why) from failed

    def find(self, sign_in: str) -> SignInView:
        """Return how far a sign-in has come; raises `KeeperRefused` with 404."""
        return _view(self._find(sign_in))

    async def bring(self, sign_in: str, url: str) -> SignInView:
        """Hand over the address that a person ended at.

        Raises `KeeperRefused`: 400 when it is not this sign-in's, 404, 409 when that has ended.
        """
        guest = self._find(sign_in)
        if guest.state != "waiting":
            raise KeeperRefused(409, f"this sign-in has ended: {guest.message}")
        try:
            await self.guests.bring(guest, url, patience=BROUGHT_SECONDS)
        except ValueError as refused:
            raise KeeperRefused(400, f"url: {refused}") from None
        return _view(guest)

    def cancel(self, sign_in: str) -> SignInView:
        """End a sign-in, unless it has ended or the person has agreed already."""
        guest = self._find(sign_in)
        self.guests.cancel(guest)
        return _view(guest)

    def _find(self, sign_in: str) -> Guest:
        guest = self.guests.find(sign_in)
        if guest is None:
            raise KeeperRefused(404, "there is no such sign-in: has it ended long ago?")
        return guest


def _wanted(new: NewSignIn) -> Wanted:
    return wanted(
        Method(new.method),
        provider=new.provider,
        start_url=new.start_url,
        region=new.region,
        credential_id=new.credential_id,
        members={
            "priority": new.priority,
            "email": new.email,
            "groups": list(new.groups) or None,
            "proxyUrl": new.proxy_url,
            "proxyUsername": new.proxy_username,
            "proxyPassword": new.proxy_password,
        },
    )


def _view(guest: Guest) -> SignInView:
    invitation = guest.invitation
    return SignInView(
        id=guest.id,
        method=guest.method.value,
        state=guest.state,
        address=invitation.address,
        user_code=invitation.user_code,
        needs_callback=invitation.needs_callback,
        expires_at=datetime.fromtimestamp(int(invitation.expires_at), UTC),
        credential_id=guest.credential_id,
        message=guest.message,
    )
