"""I start the hand."""

import sys
from typing import Final

INTERRUPTED: Final = 130
"""The exit code that shells give to whoever was interrupted: 128 and the signal's number."""


def main() -> None:
    """Run the command line; whoever interrupts it is not shown where it was just then."""
    try:
        from kiro_py.cli.app import main as run  # noqa: PLC0415 -- loading it takes a moment, too

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
