"""Secrets that are planted, and the hunt for them in whatever was written."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus

ODD = '+/%"\\=?'
"""Characters that look different in a URL, in JSON and in base64."""

KEPT = frozenset({"credentials.json", "credentials.json.bak", "config.json", "config.json.bak"})
"""The files that hold secrets, because their owner has put them there, and their copies."""


def planted(name: str) -> str:
    """Return a secret that says whose it was, when it is found."""
    return f"5ecret-of-{name}-{ODD}-end"


def forms(secret: str) -> frozenset[bytes]:
    """Return everything that a secret looks like: as it is, in URLs, in base64, in JSON.

    What is escaped, however often, is looked for without its backslashes.
    """
    plain = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
    plain.add(secret.replace("\\", ""))
    return frozenset({*(each.encode() for each in plain), *_base64(secret.encode())})


def _base64(secret: bytes) -> Iterator[bytes]:
    """Yield what is the same of it in base64, wherever in a text it stands."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + secret)
        whole = 8 * (before + len(secret)) // 6
        found = encoded[-(-8 * before // 6) : whole]
        yield from (found, found.translate(bytes.maketrans(b"+/", b"-_")))


@dataclass
class Hunt:
    """Looks for the secrets that are `known`, and remembers where one was found."""

    known: dict[str, frozenset[bytes]] = field(default_factory=dict[str, frozenset[bytes]])
    found: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    looked_at: int = 0

    def plant(self, secrets: Mapping[str, str]) -> None:
        """Look for these from now on."""
        self.known |= {name: forms(secret) for name, secret in secrets.items()}

    def look(self, where: str, data: bytes | str, allowed: Iterable[str] = ()) -> None:
        """Look into `data`, where those that are `allowed` belong."""
        text = data.encode() if isinstance(data, str) else data
        self.looked_at += len(text)
        text += b"\n" + text.replace(b"\\", b"")
        self.found |= {
            (name, where)
            for name, looks in self.known.items()
            if name not in allowed and any(each in text for each in looks)
        }

    def search(self, directory: Path) -> list[str]:
        """Look into every file but those that hold secrets; return the names of the files."""
        files = sorted(path for path in directory.rglob("*") if path.is_file())
        for path in files:
            if path.name not in KEPT:
                self.look(path.name, path.read_bytes())
        return [path.name for path in files]
