"""The demo, as a newcomer starts it."""

import json
import os
import re
import subprocess
import sys
import urllib.request

import pytest

from kiro_py.cli.app import app

ADMIN = re.compile(r"The admin page is (\S+)/admin, and its key is (\S+)\.")


@pytest.mark.filterwarnings("ignore:The model .* is deprecated")  # Anthropic's, not Kiro's
def test_one_question_gets_a_complete_answer(capsys: pytest.CaptureFixture[str]):
    """`kiro-py demo --once` shows a streamed answer and ends with 0."""
    assert 0 == app(["demo", "--once", "--port", "0"])
    told = capsys.readouterr().out
    assert "end_turn" in told
    assert "boats drift along the quiet river" in told


def test_the_demo_stays_up_with_its_admin_page():
    """What the demo prints of its admin page is true: the address answers, and the key opens it."""
    with subprocess.Popen(
        [sys.executable, "-m", "kiro_py", "demo", "--port", "0"],
        env={"PATH": os.defpath},
        stdout=subprocess.PIPE,
        text=True,
    ) as demo:
        try:
            assert demo.stdout is not None
            told = next(found for line in demo.stdout if (found := ADMIN.search(line)))
            url, key = told.groups()
            request = urllib.request.Request(
                f"{url}/api/admin/v1/session",
                data=json.dumps({"key": key}).encode(),
                headers={"content-type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert 200 == answer.status
        finally:
            demo.terminate()
