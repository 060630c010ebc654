"""What a person is asked about a new credential: no more than its sign-in cannot do without."""

from collections.abc import Mapping
from typing import Final, Protocol

from kiro_py.config.credentials import NEEDS
from kiro_py.config.entry import FIELDS, SIGN_IN
from kiro_py.config.kinds import Unfit, explain
from kiro_py.errors import ConfigInvalid
from kiro_py.pool.credential import AuthMethod
from kiro_py.wire.json import JsonObject

USUAL: Final = AuthMethod.API_KEY
"""The sign-in of whoever just presses enter."""

WORTH_ASKING: Final[Mapping[AuthMethod, tuple[str, ...]]] = {
    AuthMethod.IDC: ("region", "profileArn"),
}
"""What may be left out, and is often what was missing."""

_SECRETS: Final = frozenset(one.name for one in FIELDS if one.kind.is_secret)


class Person(Protocol):
    """Somebody who answers."""

    def ask(self, question: str) -> str:
        """Return an answer that may be seen; raises `ConfigInvalid` when none comes."""
        ...

    def ask_secret(self, question: str) -> str:
        """Return an answer that nobody sees; raises `ConfigInvalid` when none comes."""
        ...


def complete(members: Mapping[str, object], person: Person) -> JsonObject:
    """Return `members` with what the person says about the rest; blank answers are left out.

    Raises `ConfigInvalid` for a sign-in that there is not, and when no answer comes.
    """
    method, found = _sign_in(members, person)
    for name in (*NEEDS[method], *WORTH_ASKING.get(method, ())):
        if name in found:
            continue
        may_lack = "" if name in NEEDS[method] else " (enter for none)"
        ask = person.ask_secret if name in _SECRETS else person.ask
        if answer := ask(f"{name}{may_lack}: ").strip():
            found[name] = answer
    return found


def _sign_in(members: Mapping[str, object], person: Person) -> tuple[AuthMethod, JsonObject]:
    """Return how the credential signs in, and `members` with that."""
    if "kiroApiKey" in members:
        return AuthMethod.API_KEY, {"authMethod": AuthMethod.API_KEY.value, **members}
    word = members.get("authMethod")
    if word is None and "tokenEndpoint" in members:
        word = AuthMethod.EXTERNAL_IDP.value
    if word is None:
        known = ", ".join(method.value for method in AuthMethod)
        word = person.ask(f"authMethod ({known}) [{USUAL.value}]: ").strip() or USUAL.value
    try:
        return SIGN_IN.read(word).method, {"authMethod": word, **members}
    except Unfit as unfit:
        problem = explain(SIGN_IN, word, str(unfit))
        raise ConfigInvalid("answers", "authMethod", problem) from None
