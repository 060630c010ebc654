"""The hand is started, and may be interrupted at any moment."""

import subprocess
import sys
from typing import Final

from kiro_py import __version__
from kiro_py.__main__ import INTERRUPTED

_INTERRUPTED: Final = """
import sys

class Interrupted:
    def find_spec(self, name, *_):
        if name == "kiro_py.cli.app":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
sys.argv[:] = ["kiro-py", "--version"]
from kiro_py.__main__ import main
main()
"""


def test_it_is_the_command_line():
    """`python -m kiro_py` is `kiro-py`."""
    run = [sys.executable, "-m", "kiro_py", "--version"]
    ended = subprocess.run(run, check=True, capture_output=True, text=True)
    assert __version__ == ended.stdout.strip()


def test_whoever_interrupts_it_while_it_is_loaded_sees_no_traceback():
    """Control-C in the first second is as good as later."""
    run = [sys.executable, "-c", _INTERRUPTED]
    ended = subprocess.run(run, check=False, capture_output=True, text=True)
    assert (INTERRUPTED, "") == (ended.returncode, ended.stderr + ended.stdout)
