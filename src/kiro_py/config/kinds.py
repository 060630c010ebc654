"""The kinds of values that settings and credentials may have, each saying what it expects.

A kind reads a JSON value, or raises `Unfit`; what was found is told by `explain`, which keeps
quiet about secrets.
"""

import math
import re
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeAlias, TypeVar, cast
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from kiro_py.kiro.address import DEFAULT_REGION, is_region
from kiro_py.kiro.identity import normal_machine_id
from kiro_py.kiro.provider import is_provider
from kiro_py.pool.credential import Proxy
from kiro_py.secret import Secret

T = TypeVar("T")

Form: TypeAlias = Literal["text", "number", "flag", "choice", "list", "map", "object"]
"""What a value looks like in JSON, so that a page knows what to draw."""

PROXY_PORTS: Mapping[str, int] = MappingProxyType(
    {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
)
"""The schemes of proxies, with the port that is meant when none is named."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""The hosts to which tokens may travel without TLS."""


class Unfit(Exception):  # noqa: N818 -- what the value is
    """A value is not of the kind; the message is a hint on mending it, often empty."""


def _same(text: str) -> object:
    return text


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of value: `expects` in words, `read` from JSON, `from_text` for the environment.

    What a secret kind found is never shown.  `form` is what it looks like in JSON; a choice has
    `choices`.
    """

    expects: str
    read: Callable[[object], T]
    from_text: Callable[[str], object] = _same
    is_secret: bool = False
    form: Form = "text"
    choices: tuple[str, ...] = ()


def explain(kind: Kind[Any], found: object, hint: str = "") -> str:
    """Say what was found, what was expected and, given a hint, how to mend it."""
    told = f"found {_shown(found, is_secret=kind.is_secret)}, expected {kind.expects}"
    return f"{told}: {hint}" if hint else told


def _shown(found: object, *, is_secret: bool) -> str:
    match found:
        case None:
            return "null"
        case bool():
            return "true" if found else "false"
        case list():
            return "a list"
        case dict():
            return "an object"
        case str() if not found.strip():
            return "blank text"
        case _ if is_secret:
            return "text" if isinstance(found, str) else "a number"
        case _:
            return reprlib.repr(found)


def is_sayable(text: str) -> bool:
    """Tell whether `text` can be sent: JSON may escape half a character, which UTF-8 has not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _string(found: object) -> str:
    if not isinstance(found, str):
        raise Unfit
    stripped = found.strip()
    if not stripped:
        raise Unfit
    if not is_sayable(stripped):
        raise Unfit("it has half a character, which is no text")
    return stripped


def _secret(found: object) -> Secret:
    return Secret(_string(found))


def _optional_secret(found: object) -> Secret | None:
    return None if isinstance(found, str) and not found.strip() else _secret(found)


def _token(found: object) -> Secret:
    text = _string(found)
    if not re.fullmatch(r"[!-~]+", text):
        raise Unfit("it has characters that no token has: was it broken over lines?")
    return Secret(text)


def _flag(found: object) -> bool:
    if not isinstance(found, bool):
        is_quoted = isinstance(found, str) and isinstance(_flag_from_text(found), bool)
        raise Unfit("write it without quotes" if is_quoted else "")
    return found


def _flag_from_text(text: str) -> object:
    return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)


def _number(found: object) -> float:
    if isinstance(found, bool) or not isinstance(found, int | float) or not _is_finite(found):
        is_quoted = isinstance(found, str) and not isinstance(_number_from_text(found), str)
        raise Unfit("write it without quotes" if is_quoted else "")
    return found


def _is_finite(found: float) -> bool:
    try:
        return math.isfinite(found)
    except OverflowError:  # a whole number that no float can hold
        return False


def _number_from_text(text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _json_from_text(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


TEXT: Kind[str] = Kind("text", _string)
DATABASE: Kind[Secret] = Kind(
    "the URL of a database, like `postgresql://kiro@db.example.com/kiro` or "
    "`sqlite:////data/kiro-py.db`",
    _secret,
    is_secret=True,
)
SECRET: Kind[Secret] = Kind("text that is not blank", _secret, is_secret=True)
OPTIONAL_SECRET: Kind[Secret | None] = Kind(
    "text; blank means none", _optional_secret, is_secret=True
)
TOKEN: Kind[Secret] = Kind("a token, without spaces", _token, is_secret=True)
FLAG: Kind[bool] = Kind("true or false", _flag, _flag_from_text, form="flag")


def whole(low: int, high: int | None = None) -> Kind[int]:
    """Return the kind of whole numbers from `low` to `high`; `1024.0` is one."""

    def read(found: object) -> int:
        number = _number(found)
        if number != int(number) or number < low or (high is not None and number > high):
            raise Unfit
        return int(number)

    limit = f"from {low} to {high}" if high is not None else f"from {low} up"
    return Kind(f"a whole number {limit}", read, _number_from_text, form="number")


def seconds(*, may_be_zero: bool = False) -> Kind[float]:
    """Return the kind of durations, at most a day."""
    day = 86_400

    def read(found: object) -> float:
        number = float(_number(found))
        if not 0 <= number <= day or (number == 0 and not may_be_zero):
            raise Unfit
        return number

    start = "from 0" if may_be_zero else "above 0"
    expects = f"a number of seconds {start}, at most {day}"
    return Kind(expects, read, _number_from_text, form="number")


def one_of(*words: str) -> Kind[str]:
    """Return the kind of exactly these words."""

    def read(found: object) -> str:
        if found not in words:
            raise Unfit
        return cast("str", found)

    return Kind(" or ".join(f"`{word}`" for word in words), read, form="choice", choices=words)


def matching(pattern: str, expects: str) -> Kind[str]:
    """Return the kind of texts that `pattern` matches wholly."""
    compiled = re.compile(pattern)

    def read(found: object) -> str:
        text = _string(found)
        if not compiled.fullmatch(text):
            raise Unfit
        return text

    return Kind(expects, read)


def _region(found: object) -> str:
    region = _string(found)
    if not is_region(region):
        raise Unfit
    return region


def _machine_id(found: object) -> str:
    normal = normal_machine_id(_string(found))
    if normal is None:
        raise Unfit
    return normal


REGION: Kind[str] = Kind(f"a region like `{DEFAULT_REGION}`", _region)
MACHINE_ID: Kind[str] = Kind("64 hexadecimal digits or a UUID", _machine_id)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # read here, since a port that is no number raises only when it is read
    except ValueError:
        raise Unfit("this is no URL") from None
    return parts


def _proxy(found: object) -> Proxy:
    parts = _split(_string(found))
    scheme = parts.scheme.lower()
    if scheme not in PROXY_PORTS:
        raise Unfit("name the scheme: " + ", ".join(f"{name}://" for name in PROXY_PORTS))
    if not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise Unfit("write scheme://host:port")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Proxy(
        url=f"{scheme}://{host}:{parts.port or PROXY_PORTS[scheme]}",
        username=unquote(parts.username) if parts.username else None,
        password=Secret(unquote(parts.password)) if parts.password else None,
    )


PROXY: Kind[Proxy] = Kind(
    "the URL of a proxy: http, https, socks5 or socks5h", _proxy, is_secret=True
)


def _url(found: object) -> str:
    text = _string(found)
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unfit
    return text


def _open_url(found: object) -> str:
    text = _url(found)
    if "@" in _split(text).netloc:
        raise Unfit("it is shown as it is, so it may hold no sign-in")
    return text


URL: Kind[str] = Kind("a URL: http or https", _open_url)


def _secret_url(found: object) -> Secret:
    return Secret(_url(found))


SECRET_URL: Kind[Secret] = Kind(
    "a URL (http or https); it is a secret, since who knows it may post to it",
    _secret_url,
    is_secret=True,
)


def _base_url(found: object) -> str:
    text = _string(found).rstrip("/")
    parts = _split(text.replace("{region}", DEFAULT_REGION))
    if "{" in parts.netloc + parts.path:
        raise Unfit("only {region} may stand in braces")
    if parts.username or parts.query or parts.fragment or not parts.hostname:
        raise Unfit("write scheme://host, perhaps with a port and a path")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise Unfit("plain http is for this machine only")
    if parts.scheme not in {"http", "https"}:
        raise Unfit
    return text


def _base_urls(found: object) -> tuple[str, ...]:
    listed = cast("list[object]", found) if isinstance(found, list) else [found]
    if not listed:
        raise Unfit("leave it out for the default")
    return tuple(_base_url(one) for one in listed)


def listed_from_text(text: str) -> object:
    """Return what a variable of the environment says of a list: JSON, or words and commas."""
    if text.startswith("["):
        return _json_from_text(text)
    return [one.strip() for one in text.split(",") if one.strip()]


BASE_URLS: Kind[tuple[str, ...]] = Kind(
    "a base URL or a list of them (https; http only to this machine)",
    _base_urls,
    listed_from_text,
    form="list",
)


def _origin(found: object) -> str:
    text = _string(found).rstrip("/")
    if text == "*":
        return text
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Unfit
    if parts.path or parts.query or parts.fragment or parts.username:
        raise Unfit("an origin has no path")
    return text


def _origins(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise Unfit("put it in brackets" if isinstance(found, str) else "")
    return tuple(_origin(one) for one in cast("list[object]", found))


ORIGINS: Kind[tuple[str, ...]] = Kind(
    "a list of origins like `https://example.com`, or `*`", _origins, listed_from_text, form="list"
)


def _provider(found: object) -> str:
    host = _string(found).lower()
    if not is_provider(host):
        raise Unfit("write a host's name, or `*.` before the name it ends with")
    return host


def _providers(found: object) -> tuple[str, ...]:
    listed = cast("list[object]", found) if isinstance(found, list) else [found]
    return tuple(_provider(one) for one in listed)


IDENTITY_PROVIDERS: Kind[tuple[str, ...]] = Kind(
    "a host like `login.example.com` or `*.example.com`, or a list of them",
    _providers,
    listed_from_text,
    form="list",
)


def _names(found: object) -> Mapping[str, str]:
    if not isinstance(found, dict):
        raise Unfit
    pairs = cast("dict[str, object]", found)
    return MappingProxyType({_string(name): _string(value) for name, value in pairs.items()})


def _object(found: object) -> Mapping[str, object]:
    if not isinstance(found, dict):
        raise Unfit
    return MappingProxyType(cast("dict[str, object]", found))


NAMES: Kind[Mapping[str, str]] = Kind(
    "an object of names, each with another name", _names, _json_from_text, form="map"
)
OBJECT: Kind[Mapping[str, object]] = Kind("an object", _object, _json_from_text, form="object")
