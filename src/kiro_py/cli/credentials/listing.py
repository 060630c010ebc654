"""What is there: `list` and `show`."""

from typing import Any

import msgspec

from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.credentials.ground import Ground, itself, on_ground
from kiro_py.cli.credentials.masking import told
from kiro_py.cli.credentials.opening import CONFIG, CREDENTIALS, ConfigPath, CredentialsPath
from kiro_py.cli.credentials.view import NOBODY, View, views
from kiro_py.cli.credentials.words import (
    DONE,
    FAILED,
    UNUSABLE,
    AsJson,
    complain,
    print_json,
    print_table,
    remark,
)
from kiro_py.config.credentials import KEY_VARIABLE, LoadedCredentials
from kiro_py.errors import ConfigInvalid, ConfigRefused


def list_all(
    *,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """List the credentials and how each stands.

    Parameters
    ----------
    config
        The settings, which may allow further identity providers.
    credentials
        The file to look into.
    as_json
        Print JSON.
    """
    try:
        here = on_ground(credentials, config, itself)
    except (ConfigInvalid, ConfigRefused) as refused:
        complain(refused)
        return UNUSABLE
    found = _views(here)
    if as_json:
        print_json(found)
        return DONE
    for warning in here.loaded.roster.warnings:
        remark(warning)
    headings = ("id", "sign-in", "name", "state", "priority", "token", "plan", "note")
    print_table(headings, map(_cells, found))
    return DONE


def show(
    credential: int,
    /,
    *,
    config: ConfigPath = CONFIG,
    credentials: CredentialsPath = CREDENTIALS,
    as_json: AsJson = False,
) -> int:
    """Show one credential, with its secrets masked.

    Parameters
    ----------
    credential
        Its number.
    config
        The settings, which may allow further identity providers.
    credentials
        The file to look into.
    as_json
        Print JSON.
    """
    try:
        here = on_ground(credentials, config, itself)
    except (ConfigInvalid, ConfigRefused) as refused:
        complain(refused)
        return UNUSABLE
    view = next((one for one in _views(here) if one.id == credential), None)
    if view is None:
        complain(f"{here.where}: there is no credential {credential}")
        return FAILED
    members = _members(here.loaded, credential)
    if as_json:
        print_json({"view": view, "members": members})
        return DONE
    facts: dict[str, Any] = {"state": view.state, "token": view.token, "note": view.note}
    shown = {name: value for name, value in facts.items() if value and value != NOBODY}
    print_table(("", ""), ((name, _cell(value)) for name, value in (members | shown).items()))
    return DONE


def _views(here: Ground) -> tuple[View, ...]:
    return views(here.loaded, here.standings, SystemClock().now())


def _members(loaded: LoadedCredentials, credential: int) -> dict[str, Any]:
    entries = (entry for entry in loaded.roster.entries if entry.id == credential)
    entry = next(entries, None)
    if entry is None:
        return {"kiroApiKey": f"from the environment, {KEY_VARIABLE}"}
    return {"id": entry.id} | told(entry.members)


def _cells(view: View) -> tuple[str, ...]:
    return (
        str(view.id),
        view.sign_in,
        view.name,
        view.state,
        str(view.priority),
        view.token,
        view.plan or NOBODY,
        view.note,
    )


def _cell(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
