"""I say what is wrong with a set-up: `doctor`."""

import asyncio
import os
from typing import Annotated

from cyclopts import Parameter

from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.words import AsJson
from kiro_py.cli.doctor.examination import examine
from kiro_py.cli.doctor.finding import has_failure
from kiro_py.cli.doctor.order import Order
from kiro_py.cli.doctor.report import print_findings, print_report

WELL, ILL = 0, 1

Flag = Annotated[bool, Parameter(negative="")]


def doctor(
    config: ConfigPath = CONFIG,
    *,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
    offline: Flag = False,
    renew: Flag = False,
) -> int:
    """Say what is wrong with a set-up, and how to mend it.

    What it prints holds no secret.  The exit code is 0 when nothing fails, 1 otherwise.

    Parameters
    ----------
    config
        The settings to look into.
    credentials
        The ways into Kiro to look into.
    as_json
        Print JSON.
    offline
        Ask nothing of the network; only what lies on this machine is looked at.
    renew
        Renew every token, not only those that have ended.
    """
    environ = dict(os.environ)  # noqa: TID251 -- handed to config, which reads it
    order = Order(config, credentials, environ, is_offline=offline, renews=renew)
    # A name that is still being resolved delays the end of the loop, but not the report.
    with asyncio.Runner() as runner:
        findings = runner.run(examine(order))
        (print_findings if as_json else print_report)(findings)
    return ILL if has_failure(findings) else WELL
