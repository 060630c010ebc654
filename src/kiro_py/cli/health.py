"""The command `health`."""

import os
from typing import Annotated

from cyclopts import Parameter

from kiro_py.cli.credentials.opening import CONFIG, ConfigPath
from kiro_py.cli.credentials.words import complain, say
from kiro_py.cli.pulse import feel

WELL, ILL = 0, 1


def health(
    config: ConfigPath = CONFIG,
    *,
    ready: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Ask the gateway at `host` and `port` of the settings whether it is well.

    The exit code is 0 when it is, 1 when it is not, or does not answer.

    Parameters
    ----------
    config
        The settings that the gateway was started with.
    ready
        Ask whether it can serve a request now, too: it has a credential, and is not about to end.
    """
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    pulse = feel(config, environ, ready=ready)
    (say if pulse.is_well else complain)(pulse.words)
    return WELL if pulse.is_well else ILL
