"""What is to be looked over, and the settings that are found there."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiro_py.config.load import Loaded, load
from kiro_py.errors import ConfigRefused

LIMIT_SECONDS: Final = 30.0
"""How long all questions together may take; only a renewal under way is waited for longer."""

OTHERS_SECONDS: Final = 10.0
"""How long another process may take to end its renewal."""

UNASKED: Final = "nothing is asked with --offline"
UNREAD: Final = "the settings have to be mended first"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be looked over, and how far one may go."""

    config: Path
    credentials: Path
    environ: Mapping[str, str]
    is_offline: bool = False
    renews: bool = False
    limit_seconds: float = LIMIT_SECONDS
    others_seconds: float = OTHERS_SECONDS


def read_settings(order: Order) -> Loaded | ConfigRefused:
    """Return the settings; what is wrong with them is not raised."""
    try:
        return load(order.config, order.environ)
    except ConfigRefused as refused:
        return refused
