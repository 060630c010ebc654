"""The commands of the guide to PostgreSQL, one after another, on a server of the test's own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from pages import blocks

COMMANDS = str(Path(sys.executable).parent)
CREDENTIALS = [{"id": 3, "kiroApiKey": "ksk_example", "groups": ["team"]}]
OLD, NEW = "an old key of more than 32 characters", "a new key of more than 32 characters"


def run(command: str, folder: Path, **environ: str) -> str:
    """Run commands as they stand in the guide, and return all that they print."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env={"PATH": f"{COMMANDS}:{os.defpath}", **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert 0 == done.returncode, done.stdout
    return done.stdout


def test_one_machine_moves_into_the_database(tmp_path: Path, postgres_url: str):
    """Its accounts are there afterwards, under the same numbers, and a new key opens them."""
    settings = {"apiKey": "key-for-tests", "databaseUrl": postgres_url, "secretKey": OLD}
    (tmp_path / "config.json").write_text(json.dumps(settings), "utf-8")
    (tmp_path / "credentials.json").write_text(json.dumps(CREDENTIALS), "utf-8")
    tables, moving, resealing = [block.body for block in blocks("shared")]

    assert "up to date" in run(tables, tmp_path)
    run(moving, tmp_path)
    assert not (tmp_path / "credentials.json").exists()
    renewed = {"KIRO_PY_SECRET_KEY": NEW, "KIRO_PY_PREVIOUS_SECRET_KEY": OLD}
    run(resealing, tmp_path, **renewed)
    listed = json.loads(run("kiro-py credentials list --json", tmp_path, KIRO_PY_SECRET_KEY=NEW))
    assert [3] == [each["id"] for each in listed]
