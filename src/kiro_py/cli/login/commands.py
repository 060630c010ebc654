"""The commands of the group `login`."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated, Final, Literal

from cyclopts import App, Parameter

from kiro_py.cli.credentials.words import UNUSABLE, complain
from kiro_py.cli.login.going import go
from kiro_py.cli.login.new import HERE, NOTHING, Anew, New, Place
from kiro_py.cli.login.pasting import key
from kiro_py.errors import ConfigInvalid, ConfigRefused
from kiro_py.exchange.sign_in.wanted import Method, Wanted, wanted

login: Final = App(name="login", help="Sign in to Kiro.")


@login.command(name="builder-id")
def builder_id(
    *,
    credential: Anew = None,
    new: New = NOTHING,
    place: Place = HERE,
) -> int:
    """Sign in with an AWS Builder ID: a code is shown, and waited for.

    Parameters
    ----------
    credential
        The number of a credential that signs in anew; by default a new one is added.
    new
        See `New`.
    place
        See `Place`.
    """
    return _sign_in(partial(wanted, Method.BUILDER_ID, credential_id=credential), new, place)


@login.command
def idc(
    *,
    start_url: str,
    region: str,
    credential: Anew = None,
    new: New = NOTHING,
    place: Place = HERE,
) -> int:
    """Sign in with your organisation's Identity Center: a code is shown, and waited for.

    Parameters
    ----------
    start_url
        The address that your organisation signs in at.
    region
        The region of its Identity Center.
    credential
        The number of a credential that signs in anew; by default a new one is added.
    new
        See `New`.
    place
        See `Place`.
    """
    what = partial(wanted, Method.IDC, start_url=start_url, region=region, credential_id=credential)
    return _sign_in(what, new, place)


@login.command
def social(
    *,
    provider: Literal["google", "github"],
    browser: Annotated[bool, Parameter(negative="")] = False,
    credential: Anew = None,
    new: New = NOTHING,
    place: Place = HERE,
) -> int:
    """Sign in with a Google or GitHub account: a code is shown, and waited for.

    Parameters
    ----------
    provider
        Whose account it is.
    browser
        Sign in at Kiro's own page, whose last address is caught here or pasted, without a code.
    credential
        The number of a credential that signs in anew; by default a new one is added.
    new
        See `New`.
    place
        See `Place`.
    """
    method = Method.SOCIAL_BROWSER if browser else Method.SOCIAL_DEVICE
    what = partial(wanted, method, provider=provider, credential_id=credential)
    return _sign_in(what, new, place)


login.command(key)


def _sign_in(what: Callable[..., Wanted], new: New, place: Place) -> int:
    try:
        chosen = what(members=new.members(sys.stdin))
    except (ConfigInvalid, ConfigRefused) as refused:
        complain(refused)
        return UNUSABLE
    return go(chosen, place)
