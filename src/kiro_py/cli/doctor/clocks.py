"""Whether this machine knows what time it is."""

from collections.abc import Sequence
from typing import Final

from kiro_py.cli.credentials.words import lasting
from kiro_py.cli.doctor.finding import Finding, failure, not_checked, ok, warning
from kiro_py.pool.renewal import ADVISORY_SECONDS, MANDATORY_SECONDS

CHECK: Final = "clock"

_SUBJECT: Final = "this machine"


def check_clock(skews: Sequence[float]) -> Finding:
    """Tell how far this clock is off, given how far those of the hosts are ahead of it.

    The nearest one decides: two hosts are not wrong alike.  Tokens are renewed early enough for
    a clock that is off by less than that.
    """
    if not skews:
        return not_checked(CHECK, _SUBJECT, "no host has told the time")
    skew = min(skews, key=abs)
    if abs(skew) <= MANDATORY_SECONDS:
        return ok(CHECK, _SUBJECT, f"it is {abs(skew):.0f} s off at the most")
    minutes = round(abs(skew) / 60)
    told = f"its clock is {lasting(60 * minutes)} {'slow' if skew > 0 else 'fast'}"
    mend = "set the clock, and keep it right with NTP (`timedatectl set-ntp true`)"
    if abs(skew) <= ADVISORY_SECONDS:
        return warning(CHECK, _SUBJECT, told, mend)
    return failure(CHECK, _SUBJECT, f"{told}: it cannot be told when tokens end", mend)
