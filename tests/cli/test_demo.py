"""The demo, as a newcomer starts it."""

import os
import subprocess
import sys


def test_one_question_gets_a_complete_answer():
    """`kiro-py demo --once` shows a streamed answer and ends with 0."""
    ended = subprocess.run(
        [sys.executable, "-m", "kiro_py", "demo", "--once", "--port", "0"],
        env={"PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert 0 == ended.returncode, ended.stderr
    assert "end_turn" in ended.stdout
    assert "boats drift along the quiet river" in ended.stdout
