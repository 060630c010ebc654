"""Which hosts a set-up needs, by which way, and for what."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from kiro_py.kiro.address import AddressBook, Route, api_region, auth_region, base_url, proxy_of
from kiro_py.kiro.grants import hosts_of
from kiro_py.pool.credential import AuthMethod, Credential, Proxy


@dataclass(frozen=True, slots=True)
class Way:
    """One host as it is reached: `origin` without a path, through `proxy` if there is one."""

    origin: str
    proxy: Proxy | None = None

    @property
    def host(self) -> str:
        """The host, with its port where it is not the scheme's own."""
        return urlsplit(self.origin).netloc

    @property
    def name(self) -> str:
        """What the report calls it."""
        return self.host if self.proxy is None else f"{self.host} through {self.proxy.url}"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that any one of `ways` is enough for."""

    what: str
    ways: tuple[Way, ...]


def needs_of(credentials: Iterable[Credential], book: AddressBook) -> tuple[Need, ...]:
    """Return what the credentials need, each once."""
    found = dict[Need, None]()
    for credential in credentials:
        region, hosts = api_region(credential, book.regions), book.hosts
        found[_need("answers", hosts.api, region, credential, book)] = None
        found[_need("lists and usage", hosts.management, region, credential, book)] = None
        if credential.auth_method is not AuthMethod.API_KEY:
            renewing = hosts_of(Route(credential=credential, book=book, invocation_id=""))
            signing = auth_region(credential, book.regions)
            found[_need("renewals", renewing, signing, credential, book)] = None
    return tuple(found)


def _need(
    what: str, templates: Iterable[str], region: str, credential: Credential, book: AddressBook
) -> Need:
    proxy = proxy_of(credential, book)
    bases = (urlsplit(base_url(template, region)) for template in templates)
    ways = (Way(f"{found.scheme}://{found.netloc}", proxy) for found in bases)
    return Need(what, tuple(dict.fromkeys(ways)))
