"""Whether the secret key is there, and opens what replicas have sealed."""

from collections.abc import Iterator, Mapping
from typing import Final

from kiro_py.adapters.sealing import SealBroken, Sealer
from kiro_py.cli.doctor.finding import Finding, failure, ok, warning
from kiro_py.errors import ConfigInvalid

CHECK: Final = "secret key"

KEY, PREVIOUS = "secretKey", "previousSecretKey"

_RESEAL: Final = "`kiro-py db reseal`"


def check_key(sealer: Sealer | ConfigInvalid) -> Iterator[Finding]:
    """Yield what keeps the key from being used; nothing when all is well."""
    if isinstance(sealer, ConfigInvalid):
        mend = "give this machine the key that the other replicas have; a first one is made anew"
        yield failure(CHECK, sealer.key, sealer.problem, mend)


def check_seals(
    sealer: Sealer, sealed: Mapping[str, bytes], *, has_previous: bool
) -> Iterator[Finding]:
    """Yield how what is `sealed` can be opened, each by what it is sealed for."""
    unknown, older = list[str](), list[str]()
    for place, content in sealed.items():
        try:
            sealer.open(content, place)
        except SealBroken as broken:
            if broken.is_key_unknown:
                unknown.append(place)
            else:
                yield failure(CHECK, place, broken.why, _restored(place))
        else:
            if not sealer.is_current(content):
                older.append(place)
    if unknown:
        told = f"it does not open {_counted(unknown, sealed)}, sealed with another one"
        mend = f"give the one that they were sealed with, as `{KEY}` or as `{PREVIOUS}`"
        yield failure(CHECK, KEY, told, mend)
    if older:
        told = f"{_counted(older, sealed)} is sealed with it still"
        yield warning(CHECK, PREVIOUS, told, f"run {_RESEAL}, and take it out of the settings")
    if not unknown:
        spare = f"; `{PREVIOUS}` can be taken out" if has_previous and not older else ""
        told = f"it opens all {len(sealed)} that are sealed" if sealed else "nothing is sealed yet"
        yield ok(CHECK, KEY, told + spare)


def has_unknown(sealer: Sealer, sealed: Mapping[str, bytes]) -> bool:
    """Tell whether something is sealed with a key that is not known here."""
    for place, content in sealed.items():
        try:
            sealer.open(content, place)
        except SealBroken as broken:
            if broken.is_key_unknown:
                return True
    return False


def _counted(places: list[str], sealed: Mapping[str, bytes]) -> str:
    return f"{len(places)} of {len(sealed)} ({', '.join(places[:5])})"


def _restored(place: str) -> str:
    _, is_credential, number = place.partition("credential ")
    if is_credential:
        return f"run `kiro-py credentials remove {number}`, and sign in anew"
    return "bring the database back from a copy, or delete the row of its table `settings`"
