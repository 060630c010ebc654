"""How a person is signed in in a browser: the page, the address it ends at, the code in that.

Rule 1.  The page is told the digest of a secret (PKCE), and only who knows the secret gets tokens.

Rule 2.  The address at the end must carry our own `state`: anybody can send a person to an address.

Rule 3.  The code is bound to the address that it was sent to, with the option in its query.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

from kiro_py.errors import SignInFailed
from kiro_py.kiro.address import AddressBook
from kiro_py.kiro.device import LONGEST_URL, Provider, Way, social_call
from kiro_py.ports.upstream import HttpCall
from kiro_py.secret import Secret

CALLBACK_PORT: Final = 3128
"""The one port that Kiro's page is known to send everybody back to."""

REDIRECT_URI: Final = f"http://localhost:{CALLBACK_PORT}"

LIFETIME_SECONDS: Final = 600.0
"""How long a person may take at the page."""

_HOSTS: Final = frozenset({"localhost", "127.0.0.1"})
_PATHS: Final = frozenset({"/oauth/callback", "/signin/callback"})
_PROVIDERS: Final[Mapping[str, Provider]] = {each.value.lower(): each for each in Provider}
_WORD: Final = 60


@dataclass(frozen=True, slots=True)
class Visit:
    """What one sign-in in a browser must know again at its end."""

    state: Secret
    verifier: Secret


@dataclass(frozen=True, slots=True)
class Callback:
    """What the page sent back; `provider` is whose account it was, if it says."""

    code: Secret
    redirect_uri: str
    provider: Provider | None


def sign_in_page(book: AddressBook, visit: Visit) -> str:
    """Return the address that the person opens."""
    query = {
        "state": visit.state.reveal(),
        "code_challenge": challenge_of(visit.verifier),
        "code_challenge_method": "S256",
        "redirect_uri": REDIRECT_URI,
        "redirect_from": "KiroIDE",
    }
    return f"{book.hosts.portal[0]}/signin?{urlencode(query)}"


def challenge_of(verifier: Secret) -> str:
    """Return what the page is told of a verifier."""
    digest = hashlib.sha256(verifier.reveal().encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def read_callback(url: str, visit: Visit) -> Callback:
    """Return what the address says that the person was sent to.

    Raises `ValueError` for an address that is none of this sign-in's, which may be mended by
    another one, and `SignInFailed` for one that ends it.
    """
    where, query = _opened(url.strip())
    if not hmac.compare_digest(query.get("state", "").encode(), visit.state.reveal().encode()):
        raise ValueError("this address belongs to another sign-in: its `state` is not ours")
    if word := query.get("error", ""):
        is_denied = word == "access_denied"
        told = "the sign-in was denied" if is_denied else f"the page says {_plain(word)}"
        raise SignInFailed(told, how="denied" if is_denied else "failed")
    option = query.get("login_option", "")
    if not query.get("code"):
        told = f"{_plain(option)} was chosen there" if option else "the address has no code"
        raise SignInFailed(f"{told}: this sign-in is for Google and GitHub")
    chosen = f"?{urlencode({'login_option': option})}" if option else ""
    provider = _PROVIDERS.get(option.lower())
    return Callback(Secret(query["code"]), f"{where}{chosen}", provider)


def exchange_code(way: Way, callback: Callback, visit: Visit) -> HttpCall:
    """Return the call that changes the code for tokens; its body is JSON, not a form."""
    body = {
        "code": callback.code.reveal(),
        "code_verifier": visit.verifier.reveal(),
        "redirect_uri": callback.redirect_uri,
    }
    return social_call(way, "/oauth/token", body)


def _opened(url: str) -> tuple[str, Mapping[str, str]]:
    """Return an address without its query, and the query; raises `ValueError`."""
    told = f"expected the address that begins with {REDIRECT_URI}/, as the browser shows it"
    if len(url) > 2 * LONGEST_URL or not url.isascii() or not url.isprintable():
        raise ValueError(told)
    try:
        parts = urlsplit(url)
        is_ours = parts.hostname in _HOSTS and parts.port == CALLBACK_PORT
        query = parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        raise ValueError(told) from None
    if parts.scheme != "http" or not is_ours or parts.path not in _PATHS:
        raise ValueError(told)
    return f"{REDIRECT_URI}{parts.path}", {name: values[0] for name, values in query.items()}


def _plain(word: str) -> str:
    """Return somebody else's word as it can be shown."""
    return "".join(letter for letter in word if letter.isalnum() or letter in "_-.")[:_WORD]
