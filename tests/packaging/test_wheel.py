"""A wheel of a clean clone serves the API and the page where there is no Node."""

import io
import shutil
import socket
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

import kiro_py

ROOT = Path(__file__).parents[2]
PAGE = Path(kiro_py.__file__).parent / "admin" / "page"
PACKED = ("src", "pyproject.toml", "build_page.py", "README.md", "LICENSE", ".gitignore")
NO_NODE = "/nonexistent"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the last commit, with the page that was built before."""
    if not (PAGE / "index.html").exists():
        pytest.skip("the page has not been built: run `make ui`")
    folder = tmp_path_factory.mktemp("clone")
    archive = subprocess.run(
        ["git", "archive", "HEAD", *PACKED], cwd=ROOT, capture_output=True, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as kept:
        kept.extractall(folder, filter="data")
    shutil.copytree(PAGE, folder / "src" / "kiro_py" / "admin" / "page")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"],
        cwd=folder,
        env={"PATH": NO_NODE},
        capture_output=True,
        timeout=60,
        check=True,
    )
    (built,) = (folder / "dist").glob("*.whl")
    return built


@contextmanager
def serving(installed: Path, folder: Path) -> Generator[str]:
    """Run the gateway of `installed`, with the libraries of this environment."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "PATH": NO_NODE,
        "PYTHONPATH": str(installed),
        "KIRO_PY_API_KEY": "key-for-tests",
        "KIRO_PY_ADMIN_API_KEY": "admin-key",
        "KIRO_PY_PORT": str(port),
        "KIRO_PY_UPSTREAM_MANAGEMENT": "http://127.0.0.1:1",
        "KIRO_API_KEY": "ksk_example",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "kiro_py"],
        cwd=folder,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as gateway:
        assert gateway.stderr is not None
        said = ""
        for line in gateway.stderr:
            said += line
            if "serves http" in line:
                break
        assert "serves http" in said, said
        yield f"http://127.0.0.1:{port}"
        gateway.terminate()
        gateway.stderr.read()
    assert 0 == gateway.returncode


def test_a_wheel_serves_the_api_and_the_page(wheel: Path, tmp_path: Path):
    """It needs neither Node nor a checkout."""
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    with serving(installed, tmp_path) as url:
        with urllib.request.urlopen(f"{url}/readyz", timeout=10) as response:
            assert 200 == response.status
        with urllib.request.urlopen(f"{url}/admin", timeout=10) as response:
            assert (PAGE / "index.html").read_bytes() == response.read()
        script = next((PAGE / "assets").glob("*.js")).name
        with urllib.request.urlopen(f"{url}/admin/assets/{script}", timeout=10) as response:
            assert 200 == response.status


def test_a_wheel_has_all_of_the_source(wheel: Path):
    """All that was committed of it is in there, the mark of its types as well."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    kept = {
        path.relative_to(wheel.parents[1] / "src").as_posix()
        for path in (wheel.parents[1] / "src").rglob("*")
        if path.is_file()
    }
    assert (set(), True) == (kept - packed, "kiro_py/py.typed" in packed)
