"""Starting the gateway, and everything that keeps it from starting."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from kiro_py.cli.serve import MOST_FILES, settings_of_worker, told
from kiro_py.cli.server import listen
from kiro_py.cli.stores import Start
from kiro_py.config.load import load

CONFIG = {"apiKey": "key-for-tests", "port": 18080}
SOCIAL = {"refreshToken": "rt-example", "authMethod": "social", "expiresAt": "2020-01-01T00:00:00Z"}
BARE_ENVIRONMENT = {"PATH": os.defpath}


def start(
    directory: Path, *arguments: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a gateway that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "kiro_py", *arguments],
        cwd=directory,
        env=BARE_ENVIRONMENT | (environment or {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def write(directory: Path, name: str, content: object) -> Path:
    path = directory / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize("arguments", [("serve",), ()], ids=["serve", "bare"])
def test_a_missing_config_is_named(tmp_path: Path, arguments: tuple[str, ...]):
    """Without settings the gateway says which file it looked for."""
    ended = start(tmp_path, *arguments, "-c", "mine.json")

    assert 1 == ended.returncode
    assert "mine.json" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("config.json", '{"apiKey": "k', "config.json"),
        ("config.json", "[]", "config.json"),
        ("config.json", {"apiKey": "k", "port": "many"}, "port"),
        ("config.json", {"port": 1}, "apiKey"),
        ("credentials.json", '[{"refreshToken": "x"', "credentials.json"),
        ("credentials.json", "", "credentials.json"),
        ("credentials.json", "7", "credentials.json"),
    ],
    ids=["truncated", "list", "wrong type", "no key", "cut credentials", "empty", "a number"],
)
def test_a_bad_file_is_named_and_left_alone(tmp_path: Path, name: str, content: object, named: str):
    """A file that cannot be used ends the start, and keeps every byte."""
    write(tmp_path, "config.json", CONFIG)
    path = write(tmp_path, name, content)
    before = path.read_bytes()

    ended = start(tmp_path, "serve")

    assert 1 == ended.returncode
    assert named in ended.stderr
    assert "Traceback" not in ended.stderr
    assert before == path.read_bytes()


def test_an_unreadable_file_is_named(tmp_path: Path):
    """A directory in the place of a file is no file."""
    write(tmp_path, "config.json", CONFIG)
    (tmp_path / "credentials.json").mkdir()

    ended = start(tmp_path, "serve")

    assert 1 == ended.returncode
    assert "credentials.json" in ended.stderr


def test_a_port_in_use_is_named(tmp_path: Path):
    """Somebody else's port is not ours, and the message says which."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        write(tmp_path, "config.json", CONFIG | {"port": port})
        ended = start(tmp_path, "serve")

    assert 1 == ended.returncode
    assert str(port) in ended.stderr


def test_tokens_that_cannot_be_saved_end_the_start(tmp_path: Path):
    """A sign-in that rotates needs a file that can be written."""
    write(tmp_path, "config.json", CONFIG)
    write(tmp_path, "credentials.json", SOCIAL)
    command = (
        "import os, sys\n"
        "from kiro_py.cli.serve import serve\n"
        "def full(*_args, **_kwargs):\n"
        "    raise OSError(28, 'No space left on device')\n"
        "os.fsync = full\n"
        "sys.exit(serve())\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", command],
        cwd=tmp_path,
        env=BARE_ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert 1 == ended.returncode
    assert "credentials.json" in ended.stderr
    assert "No space left" in ended.stderr


@pytest.mark.parametrize(
    "url", ["sqlite:////proc/nowhere/kiro-py.db", "mysql+nodriver://ada:s3cret@db.example.com/kiro"]
)
def test_a_database_that_cannot_be_used_is_named(tmp_path: Path, url: str):
    """Without its database the gateway does not start, and tells no password of it."""
    write(tmp_path, "config.json", CONFIG | {"databaseUrl": url})

    ended = start(tmp_path, "serve")

    assert (1, True) == (ended.returncode, "config: databaseUrl: the database" in ended.stderr)
    assert ("Traceback" in ended.stderr, "s3cret" in ended.stderr) == (False, False)


def test_a_start_that_waits_is_ended_by_a_request_to_stop(tmp_path: Path):
    """Also as the first process of a container, which a signal without a handler does not end."""
    write(tmp_path, "config.json", CONFIG)
    shared = {
        "KIRO_PY_DATABASE_URL": f"postgresql://127.0.0.1:{free_port()}/example",
        "KIRO_PY_SECRET_KEY": "an example key for tests, no other",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "kiro_py", "serve"],
        cwd=tmp_path,
        env=BARE_ENVIRONMENT | shared,
        stderr=subprocess.PIPE,
        text=True,
    ) as gateway:
        assert gateway.stderr is not None
        assert "is waited for" in gateway.stderr.readline()
        gateway.terminate()
        assert (0, "") == (gateway.wait(30), gateway.stderr.read())


def test_as_many_files_may_be_open_as_can_be_asked_for(tmp_path: Path):
    """A stream needs two of them, and the usual limit is for programs that are not asked."""
    write(tmp_path, "config.json", CONFIG | {"port": free_port()})
    serving = [sys.executable, "-m", "kiro_py", "serve"]
    with subprocess.Popen(
        ["sh", "-c", 'ulimit -S -n 200; exec "$@"', "sh", *serving],
        cwd=tmp_path,
        env=BARE_ENVIRONMENT,
        stderr=subprocess.PIPE,
        text=True,
    ) as gateway:
        assert gateway.stderr is not None
        assert any("serves http" in line for line in gateway.stderr)
        soft, hard = resource.prlimit(gateway.pid, resource.RLIMIT_NOFILE)
        gateway.terminate()
        gateway.stderr.read()
    assert min(hard, MOST_FILES) == soft


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def test_a_gateway_serves_until_it_is_told_to_stop(tmp_path: Path):
    """It answers its health probe, and SIGTERM ends it with 0."""
    port = free_port()
    environment = {
        "KIRO_PY_API_KEY": "key-for-tests",
        "KIRO_PY_PORT": str(port),
        "KIRO_PY_UPSTREAM_MANAGEMENT": "http://127.0.0.1:1",
        "KIRO_API_KEY": "ksk_example",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "kiro_py"],
        cwd=tmp_path,
        env=BARE_ENVIRONMENT | environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as gateway:
        assert gateway.stderr is not None
        for line in gateway.stderr:
            if f"serves http://127.0.0.1:{port}" in line:
                break
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as response:
            assert 200 == response.status
        gateway.send_signal(signal.SIGTERM)
        gateway.stderr.read()

    assert 0 == gateway.returncode
    assert ["kiro-py.db"] == [path.name for path in tmp_path.glob("*.db*")]


def test_an_admin_s_change_is_in_the_files_of_the_command_line(tmp_path: Path):
    """A gateway changes the `config.json` that it was started with."""
    port = free_port()
    config = CONFIG | {"port": port, "adminApiKey": "admin-key", "unknown": 1}
    path = write(tmp_path, "config.json", config)
    address = f"http://127.0.0.1:{port}/api/admin/config/load-balancing"
    wanted = urllib.request.Request(
        address, b'{"mode": "balanced"}', {"x-api-key": "admin-key"}, method="PUT"
    )
    environment = {"KIRO_PY_UPSTREAM_MANAGEMENT": "http://127.0.0.1:1"}
    with subprocess.Popen(
        [sys.executable, "-m", "kiro_py"],
        cwd=tmp_path,
        env=BARE_ENVIRONMENT | environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as gateway:
        assert gateway.stderr is not None
        for line in gateway.stderr:
            if f"serves http://127.0.0.1:{port}" in line:
                break
        with urllib.request.urlopen(wanted, timeout=10) as response:
            assert 200 == response.status
        gateway.send_signal(signal.SIGTERM)
        gateway.stderr.read()

    assert config | {"loadBalancingMode": "balanced"} == json.loads(path.read_text())


def test_a_worker_that_takes_the_place_of_another_has_the_same_keys(tmp_path: Path):
    """Of what was written since then it takes over only what needs no restart."""
    path = write(tmp_path, "config.json", CONFIG)
    start, before = Start(path, tmp_path / "credentials.json", {}, None), load(path, {}).settings
    write(tmp_path, "config.json", {"apiKey": "another", "port": 1, "pauseAtPercent": 5})
    after = settings_of_worker(start, before)
    assert (before.api_key, before.port, 5) == (after.api_key, after.port, after.pause_at_percent)
    write(tmp_path, "config.json", "{")
    assert before == settings_of_worker(start, before)


def test_the_start_tells_where_the_admin_page_is():
    """On its own port where it has one, and not at all where there is none."""
    with listen("127.0.0.1", 0) as public, listen("127.0.0.1", 0) as own:
        first, last = (f"http://127.0.0.1:{each.getsockname()[1]}" for each in (public, own))
        assert f"kiro-py serves {first} (ctrl-c ends it)" == told([public], has_admin=False)
        assert f"; the admin page is {first}/admin (" in told([public], has_admin=True)
        assert f"; the admin page is {last}/admin (" in told([public, own], has_admin=True)


def test_an_admin_port_in_use_is_named(tmp_path: Path):
    """And the other one is free again."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = CONFIG | {"port": free_port(), "adminApiKey": "admin-key"}
        write(tmp_path, "config.json", config | {"adminPort": taken.getsockname()[1]})
        ended = start(tmp_path, "serve")

    assert 1 == ended.returncode
    assert "adminHost, adminPort: cannot listen" in ended.stderr
