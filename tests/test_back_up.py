"""The commands of the guide to backups bring back what they have copied."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pages import blocks
from postgres import Cluster

COMMANDS = str(Path(sys.executable).parent)
CONFIG = {"apiKey": "key-for-tests"}
CREDENTIALS = [{"id": 1, "authMethod": "api_key", "kiroApiKey": "ksk_example", "note": "mine"}]


def run(command: str, folder: Path, **environ: str) -> str:
    """Run a command of the shell as it stands in the guide, and return what it prints."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env={"PATH": f"{COMMANDS}:{os.defpath}", **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def guide(mark: str) -> str:
    (block,) = blocks(mark)
    return block.body


def test_files_come_back_as_they_were(tmp_path: Path):
    """Settings, accounts and keys are what they were, though the database was open meanwhile."""
    if shutil.which("sqlite3") is None:
        pytest.skip("sqlite3 is not installed")
    for name, content in (("config.json", CONFIG), ("credentials.json", CREDENTIALS)):
        (tmp_path / name).write_text(json.dumps(content), "utf-8")
    run("kiro-py keys add Ada", tmp_path)
    with closing(sqlite3.connect(tmp_path / "kiro-py.db")) as held:
        held.execute("SELECT count(*) FROM client_keys").fetchall()
        run("kiro-py keys add Grace", tmp_path)
        run(guide("back-up"), tmp_path)
    for path in tmp_path.glob("kiro-py.db*"):
        path.unlink()
    (tmp_path / "credentials.json").write_text("[]", "utf-8")
    (tmp_path / "config.json").unlink()

    assert "ready" in run(guide("restore"), tmp_path)
    kept = run("kiro-py keys list --json", tmp_path)
    assert ["Ada", "Grace"] == sorted(re.findall(r'"name": ?"(\w+)"', kept)), kept
    assert (
        CREDENTIALS[0].items() <= json.loads((tmp_path / "credentials.json").read_text())[0].items()
    )
    assert {0o600} == {path.stat().st_mode & 0o777 for path in (tmp_path / "backup").iterdir()}


def test_a_database_comes_back_as_it_was(cluster: Cluster, tmp_path: Path):
    """A dump of PostgreSQL fills an empty database with the same rows."""
    programs = {"PATH": f"{cluster.bin}:{os.defpath}"}
    before, after = cluster.new(), cluster.new()
    cluster.execute(Path(before).name, "CREATE TABLE kept AS SELECT 7 AS number")
    run(guide("postgres-back-up"), tmp_path, DATABASE_URL=before, **programs)
    run(guide("postgres-restore"), tmp_path, DATABASE_URL=after, **programs)
    assert "7" == cluster.execute(Path(after).name, "SELECT number FROM kept")
