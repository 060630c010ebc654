"""Whether a page can be opened for the person at the terminal."""

import pytest

from kiro_py.cli.login.screen import has_screen, open_page


@pytest.mark.parametrize(
    ("environ", "system", "expected"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, "darwin", False),
        ({"SSH_TTY": "/dev/pts/1", "DISPLAY": "localhost:10.0"}, "linux", False),
    ],
)
def test_a_screen_is_where_the_person_sits(environ: dict[str, str], system: str, expected: bool):  # noqa: FBT001 -- a row of the table
    """Not where a terminal came to over the network, and not where there are no windows."""
    assert expected is has_screen(environ, system)


async def test_a_page_is_opened_with_the_person_s_own_browser(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    """It gets the address as it is, and nothing of it is a command."""
    directory = tmp_path_factory.mktemp("browser")
    seen = directory / "seen"
    browser = directory / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$1" > {seen}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    assert await open_page("https://example.com/?a=$(id)&b=1")
    assert "https://example.com/?a=$(id)&b=1" == seen.read_text()
