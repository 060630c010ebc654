"""I cover secrets and addresses in what is about to be shown, wherever they came from."""

import re
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast
from urllib.parse import unquote, urlsplit

from kiro_py.cli.credentials.masking import masked
from kiro_py.cli.doctor.finding import Finding
from kiro_py.config.credentials import KEY_VARIABLE
from kiro_py.config.entry import FIELDS
from kiro_py.config.foreign.found import MASK
from kiro_py.config.table import SETTINGS

SHORTEST_SECRET: Final = 6
"""What is shorter may be part of any word, and a guess finds it anyway."""

SHORTEST_STRANGER: Final = 16
"""A member that nobody knows may hold a secret, or a word of which reports are made."""

_PASSWORD: Final = re.compile(r"://[^:/?#]*:(.+)@|[?&](?:ssl)?password=([^&]*)")

_KNOWN: Final = frozenset({one.name for one in (*SETTINGS, *FIELDS)})
_SECRET_SETTINGS: Final = {one.name: one for one in SETTINGS if one.kind.is_secret}


@dataclass(frozen=True, slots=True)
class Veil:
    """What must not be seen, each with what is seen in its place; the longest first."""

    covers: tuple[tuple[str, str], ...] = ()

    def over(self, finding: Finding) -> Finding:
        """Return `finding` with everything covered."""
        return replace(
            finding,
            subject=self._over(finding.subject),
            told=self._over(finding.told),
            mend=self._over(finding.mend),
        )

    def _over(self, text: str) -> str:
        for secret, cover in self.covers:
            text = text.replace(secret, cover)
        return text


def masked_address(email: str) -> str:
    """Return an e-mail address that only its owner recognises."""
    name, at, host = email.partition("@")
    return f"{name[:1]}{MASK}{at}{host}"


def veil(
    settings: Mapping[str, object],
    entries: Iterable[Mapping[str, object]],
    environ: Mapping[str, str],
    others: Iterable[str] = (),
) -> Veil:
    """Return what covers the secrets of a configuration, of credentials and of the environment.

    `others` are secrets that stand elsewhere.
    """
    covers = {cover: MASK for each in others for cover in _secrets("secretKey", each)}
    for name, value in _spread(settings):
        if name in _SECRET_SETTINGS:
            covers |= dict.fromkeys(_secrets(name, value), MASK)
    for setting in _SECRET_SETTINGS.values():
        covers |= dict.fromkeys(_secrets(setting.name, environ.get(setting.variable)), MASK)
    covers |= dict.fromkeys(_secrets("kiroApiKey", environ.get(KEY_VARIABLE)), MASK)
    for members in entries:
        for name, shown in masked(members).items():
            if shown != members[name]:
                covers |= dict.fromkeys(_secrets(name, members[name]), MASK)
        email = members.get("email")
        if isinstance(email, str) and email.strip():
            covers[email.strip()] = masked_address(email.strip())
    return Veil(tuple(sorted(covers.items(), key=lambda cover: -len(cover[0]))))


def _spread(members: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in members.items():
        if isinstance(value, dict):
            yield from _spread(cast("Mapping[str, object]", value), f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _secrets(name: str, value: object) -> Iterator[str]:
    """Yield the secrets in a value: of a proxy's address only the sign-in is one.

    Of a database's it is the whole, the password, and each piece that a password with characters
    that are not written so may be taken for.
    """
    if not isinstance(value, str):
        return
    found = [value, value.strip()]
    if name == "proxyUrl":
        found = [*_userinfo(value)]
    if name == "databaseUrl":
        found += _passwords(value)
    shortest = SHORTEST_SECRET if name in _KNOWN else SHORTEST_STRANGER
    for text in found:
        if len(text) >= shortest:
            yield text
            # A secret in the wrong place is told as any wrong value is: cut in the middle.
            yield reprlib.repr(text)[1:-1]


def _userinfo(address: str) -> Iterator[str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        yield address
        return
    for part in (parts.username, parts.password):
        if part:
            yield part
            yield unquote(part)


def _passwords(address: str) -> Iterator[str]:
    told = [match[0] or match[1] for match in _PASSWORD.findall(address)]
    for password in told:
        yield from (password, unquote(password))
        yield from re.split(r"[@:/?#\[\]]", password)
