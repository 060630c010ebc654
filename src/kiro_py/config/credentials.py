"""Credentials out of `credentials.json` and the environment, entry by entry.

One bad entry is told by its place and field and leaves the others usable; a file that cannot be
read as a whole is refused.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

from kiro_py.config.document import parse, read_file
from kiro_py.config.entry import FIELDS, ID, SignIn
from kiro_py.config.kinds import TOKEN, Unfit, explain
from kiro_py.errors import ConfigInvalid
from kiro_py.kiro.identity import derived_machine_id
from kiro_py.kiro.provider import PROVIDERS, find_endpoint_fault
from kiro_py.pool.credential import AuthMethod, Credential, Direct, Proxy, Tokens
from kiro_py.pool.roster import Entry, Roster

KEY_VARIABLE: Final = "KIRO_API_KEY"
"""The variable with which Kiro's own command line signs in, too."""

KEY_CREDENTIAL_ID: Final = 0
"""The id of the variable's credential; those of the file begin at 1."""

NEEDS: Final[Mapping[AuthMethod, tuple[str, ...]]] = {
    AuthMethod.SOCIAL: ("refreshToken",),
    AuthMethod.IDC: ("refreshToken", "clientId", "clientSecret"),
    AuthMethod.EXTERNAL_IDP: ("refreshToken", "clientId", "tokenEndpoint"),
    AuthMethod.API_KEY: ("kiroApiKey",),
}
"""What each sign-in cannot do without."""


@dataclass(frozen=True, slots=True)
class LoadedCredentials:
    """What the file says, how it is to be read again, and what came from the environment."""

    roster: Roster
    read: Callable[[bytes], Roster]
    guests: tuple[Credential, ...] = ()


def load_credentials(
    path: Path,
    environ: Mapping[str, str],
    *,
    derives_machine_ids: bool = True,
    providers: Sequence[str] = PROVIDERS,
) -> LoadedCredentials:
    """Return the credentials of the file at `path` and of the environment.

    `providers` are the hosts that external sign-ins may be renewed at.  Raises `ConfigInvalid` when
    the file cannot be read as a whole.  It is only read.
    """
    read = partial(
        read_roster,
        source=str(path),
        derives_machine_ids=derives_machine_ids,
        providers=providers,
    )
    data = read_file(path)
    missing = Roster(document=[], warnings=(f"{path}: there is no such file",))
    roster = missing if data is None else read(data)
    guest = environment_credential(environ, roster.credentials)
    return LoadedCredentials(roster, read, () if guest is None else (guest,))


def read_roster(
    data: bytes,
    source: str,
    *,
    derives_machine_ids: bool = True,
    providers: Sequence[str] = PROVIDERS,
) -> Roster:
    """Return what the bytes of a credentials file say; `source` names it in problems.

    A credential without a machine id gets the one that its secret makes, unless told otherwise.
    """
    document = parse(data, source)
    if isinstance(document, dict):
        places = [("", cast("object", document))]
    elif isinstance(document, list):
        listed = cast("list[object]", document)
        places = [(f"[{index}]", entry) for index, entry in enumerate(listed)]
    else:
        raise ConfigInvalid(source, "", "expected one object or a list of objects")
    reading = _Reading(source, derives_machine_ids=derives_machine_ids, providers=providers)
    entries = tuple(reading.entries(places))
    reading.warn_of_twins(entries)
    return Roster(
        document=cast("object", document),
        entries=entries,
        problems=tuple(reading.problems),
        warnings=tuple(reading.warnings),
    )


def environment_credential(
    environ: Mapping[str, str], known: Iterable[Credential]
) -> Credential | None:
    """Return the credential of `KIRO_API_KEY`, unless it is unset, blank or already `known`.

    It is never written anywhere.  Raises `ConfigInvalid` when it cannot be a key.
    """
    text = environ.get(KEY_VARIABLE, "").strip()
    if not text:
        return None
    try:
        key = TOKEN.read(text)
    except Unfit as unfit:
        problem = explain(TOKEN, text, str(unfit))
        raise ConfigInvalid("environment", KEY_VARIABLE, problem) from None
    if any(credential.kiro_api_key == key for credential in known):
        return None
    return Credential(
        id=KEY_CREDENTIAL_ID, auth_method=AuthMethod.API_KEY, kiro_api_key=key, persists=False
    )


@dataclass(slots=True)
class _Reading:
    """One reading of a file, gathering what it finds so that it is told at once."""

    source: str
    derives_machine_ids: bool
    providers: Sequence[str]
    problems: list[ConfigInvalid] = field(default_factory=list[ConfigInvalid])
    warnings: list[str] = field(default_factory=list[str])

    def entries(self, places: Sequence[tuple[str, object]]) -> Iterable[Entry]:
        objects: list[tuple[str, dict[str, Any]]] = []
        for place, found in places:
            if isinstance(found, dict):
                objects.append((place, cast("dict[str, Any]", found)))
            else:
                self.problems.append(ConfigInvalid(self.source, place, "expected an object"))
        for (place, members), own_id in zip(objects, self._ids(objects), strict=True):
            yield Entry(own_id, members, self._credential(place, members, own_id))

    def _ids(self, objects: Sequence[tuple[str, dict[str, Any]]]) -> list[int]:
        """Return an id for every entry: its own, or the next free one."""
        own = [_own_id(members) for _, members in objects]
        following = max((found for found in own if found is not None), default=0) + 1
        ids: list[int] = []
        taken: set[int] = set()
        for (place, _), found in zip(objects, own, strict=True):
            if found is not None and found not in taken:
                ids.append(found)
                taken.add(found)
                continue
            if found is not None:
                told = f"id {found} is taken; this entry becomes {following}"
                self.warnings.append(f"{self.source}: {place}: {told}")
            ids.append(following)
            following += 1
        return ids

    def _credential(self, place: str, members: Mapping[str, Any], own_id: int) -> Credential | None:
        known = len(self.problems)
        values = self._values(place, members)
        sign_in = self._sign_in(place, members, values)
        self._check(place, members, values, sign_in.method)
        if len(self.problems) > known:
            return None
        credential = Credential(
            id=own_id,
            auth_method=sign_in.method,
            is_builder_id=sign_in.is_builder_id,
            tokens=Tokens(
                access_token=values.get("accessToken"),
                refresh_token=values.get("refreshToken"),
                expires_at=values.get("expiresAt"),
                profile_arn=values.get("profileArn"),
            ),
            client_id=values.get("clientId"),
            client_secret=values.get("clientSecret"),
            token_endpoint=values.get("tokenEndpoint"),
            scopes=values.get("scopes"),
            issuer_url=values.get("issuerUrl"),
            kiro_api_key=values.get("kiroApiKey"),
            priority=values.get("priority", 0),
            region=values.get("region"),
            auth_region=values.get("authRegion"),
            api_region=values.get("apiRegion"),
            machine_id=values.get("machineId"),
            email=values.get("email"),
            subscription_title=values.get("subscriptionTitle"),
            note=values.get("note"),
            groups=values.get("groups", ()),
            proxy=self._proxy(place, values),
            disabled=values.get("disabled", False),
            endpoint=values.get("endpoint"),
        )
        if credential.machine_id is None and self.derives_machine_ids:
            return replace(credential, machine_id=derived_machine_id(credential))
        return credential

    def _check(
        self,
        place: str,
        members: Mapping[str, Any],
        values: Mapping[str, Any],
        method: AuthMethod,
    ) -> None:
        """Note what the sign-in lacks, and a token endpoint that must not be used."""
        for name in NEEDS[method]:
            if name not in values and not _is_given(members, name):
                problem = f"it is missing, and {method.value} cannot do without"
                self.problems.append(ConfigInvalid(self.source, _key(place, name), problem))
        if method is AuthMethod.EXTERNAL_IDP and "tokenEndpoint" in values:
            fault = find_endpoint_fault(values["tokenEndpoint"], self.providers)
            if fault is not None:
                key = _key(place, "tokenEndpoint")
                self.problems.append(ConfigInvalid(self.source, key, fault))

    def _values(self, place: str, members: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for one in FIELDS:
            if not _is_given(members, one.name):
                continue
            found: object = members[one.name]
            try:
                values[one.name] = one.kind.read(found)
            except Unfit as unfit:
                told = ConfigInvalid(
                    self.source, _key(place, one.name), explain(one.kind, found, str(unfit))
                )
                if one.is_harmless:
                    self.warnings.append(f"{told}; passed over")
                else:
                    self.problems.append(told)
        return values

    def _sign_in(self, place: str, members: Mapping[str, Any], values: Mapping[str, Any]) -> SignIn:
        said: SignIn | None = values.get("authMethod")
        if _is_given(members, "kiroApiKey"):
            if said is not None and said.method is not AuthMethod.API_KEY:
                told = f"{said.method.value!r} beside a kiroApiKey; the key is used"
                self.warnings.append(f"{self.source}: {_key(place, 'authMethod')}: {told}")
            return SignIn(AuthMethod.API_KEY)
        if said is None and _is_given(members, "tokenEndpoint"):
            said = SignIn(AuthMethod.EXTERNAL_IDP)
        if said is None:
            is_idc = all(_is_given(members, name) for name in ("clientId", "clientSecret"))
            said = SignIn(AuthMethod.IDC if is_idc else AuthMethod.SOCIAL)
        # Kiro's own token file says `IdC` for both of its kinds and tells them apart here.
        is_builder_id = said.method is AuthMethod.IDC and members.get("provider") == "BuilderId"
        return replace(said, is_builder_id=said.is_builder_id or is_builder_id)

    def _proxy(self, place: str, values: Mapping[str, Any]) -> Proxy | Direct | None:
        way_out: Proxy | Direct | None = values.get("proxyUrl")
        username, password = values.get("proxyUsername"), values.get("proxyPassword")
        if isinstance(way_out, Proxy):
            return replace(
                way_out,
                username=username or way_out.username,
                password=password or way_out.password,
            )
        if username or password:
            told = "a sign-in for a proxy means nothing without proxyUrl"
            self.warnings.append(f"{self.source}: {_key(place, 'proxyUsername')}: {told}")
        return way_out

    def warn_of_twins(self, entries: Sequence[Entry]) -> None:
        """Warn of entries that would spend one refresh token twice, which ends both."""
        seen: dict[object, int] = {}
        for entry in entries:
            token = entry.credential.tokens.refresh_token if entry.credential else None
            if token is not None and seen.setdefault(token, entry.id) != entry.id:
                told = f"credentials {seen[token]} and {entry.id} hold the same refreshToken"
                self.warnings.append(f"{self.source}: {told}; remove one")


def _own_id(members: Mapping[str, Any]) -> int | None:
    try:
        return ID.read(members.get("id"))
    except Unfit:
        return None


def _is_given(members: Mapping[str, Any], name: str) -> bool:
    """Tell whether a member is there and not left blank, as templates leave it."""
    found: object = members.get(name)
    return found is not None and not (isinstance(found, str) and not found.strip())


def _key(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
