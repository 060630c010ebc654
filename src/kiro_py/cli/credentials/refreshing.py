"""New tokens at a person's word: `refresh`."""

import msgspec

from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.credentials.asking import ask_each
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import (
    FAILED,
    UNUSABLE,
    AsJson,
    complain,
    lasting,
    print_json,
    say,
    stamp,
)
from kiro_py.compose.desk import Desk
from kiro_py.errors import ConfigInvalid, ConfigRefused, RenewalFailed, StoreUnwritable
from kiro_py.exchange.word import renew_now
from kiro_py.pool.credential import AuthMethod, Credential


class Renewed(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What became of one renewal: when the new token ends, or why there is none."""

    id: int
    expires_at: str | None = None
    expires_in_seconds: int | None = None
    why: str | None = None
    needs_login: bool = False


def refresh(
    credential: int,
    /,
    *more: int,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """Renew the tokens of credentials now, and tell when the new ones end.

    Parameters
    ----------
    credential
        Its number.
    more
        More of them.
    config
        The settings: regions, hosts, proxies.
    credentials
        The file that they are in; new tokens are written there before they are used.
    as_json
        Print JSON.
    """
    try:
        answers = ask_each((credential, *more), credentials, config, _renew)
    except (ConfigInvalid, ConfigRefused, StoreUnwritable) as refused:
        complain(refused)
        return UNUSABLE
    if as_json:
        print_json(answers.told)
    else:
        for renewed in answers.told:
            _tell(renewed)
    return FAILED if any(renewed.why for renewed in answers.told) else answers.code


async def _renew(desk: Desk, credential: Credential) -> Renewed:
    if credential.auth_method is AuthMethod.API_KEY:
        return Renewed(id=credential.id, why="an API key has no tokens and needs no renewal")
    try:
        fresh = await renew_now(desk.renewer, desk.book, credential)
    except RenewalFailed as failed:
        return Renewed(id=credential.id, why=failed.why, needs_login=failed.is_final)
    now = SystemClock().now()
    ends = fresh.tokens.expires_at or now  # which every renewal tells, or supposes
    return Renewed(id=credential.id, expires_at=stamp(ends), expires_in_seconds=int(ends - now))


def _tell(renewed: Renewed) -> None:
    if renewed.why is not None:
        advice = "; sign in again" if renewed.needs_login else ""
        complain(f"credential {renewed.id} cannot be refreshed: {renewed.why}{advice}")
    else:
        left = lasting(renewed.expires_in_seconds or 0)
        say(f"credential {renewed.id} is refreshed, for {left}: until {renewed.expires_at}")
