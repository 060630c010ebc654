"""The command `setup`."""

import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from kiro_py.cli.credentials.opening import CONFIG, ConfigPath
from kiro_py.cli.credentials.places import Machine
from kiro_py.cli.credentials.words import (
    DONE,
    FAILED,
    UNUSABLE,
    complain,
    remark,
    say,
)
from kiro_py.cli.login.new import ask_secret
from kiro_py.cli.setup.clients import CLIENTS, Client, Word
from kiro_py.cli.setup.showing import Showing
from kiro_py.cli.setup.target import Target, find_target
from kiro_py.cli.setup.writing import edited, others_may_read, write
from kiro_py.errors import ConfigInvalid, ConfigRefused, StoreUnwritable


def setup(
    client: Word,
    /,
    *,
    write_it: Annotated[bool, Parameter(name="--write", negative="")] = False,
    show_key: Annotated[bool, Parameter(negative="")] = False,
    url: str | None = None,
    key_file: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    config: ConfigPath = CONFIG,
) -> int:
    """Show what a client needs to use this gateway, or write it into the client's settings.

    Parameters
    ----------
    client
        Which client it is.
    write_it
        Write it into the client's own file; the previous one stays beside it as `.bak`.
    show_key
        Show the key, too, instead of a mask.
    url
        The gateway's address; by default the one of the settings, as this machine reaches it.
    key_file
        A file with the key to use, by default the `apiKey` of the settings; - asks for it.
    config
        The gateway's settings.
    """
    known = CLIENTS[client]
    if known.why_not is not None:
        complain(f"{known.why_not}: nothing is written")
        return FAILED
    environ = os.environ  # noqa: TID251 -- handed to config, which reads it
    machine = Machine(Path.home(), environ, sys.platform)
    try:
        target = find_target(config, environ, url, key_file, lambda: ask_secret("key: ", sys.stdin))
        if target.is_exposed:
            remark(f"{target.url}: the key travels there in the clear; use https, or a tunnel")
        if write_it:
            return _write(known, target, machine)
        for line in Showing(target, machine, show_key).lines(known):
            (say if line.is_result else remark)(line.text)
    except (ConfigInvalid, ConfigRefused, StoreUnwritable) as refused:
        complain(refused)
        return UNUSABLE
    return DONE


def _write(client: Client, target: Target, machine: Machine) -> int:
    if client.place is None or client.changes is None:
        complain(f"{client.title} has no file to write this into: run it without --write")
        return FAILED
    edit = edited(client.place(machine), client.changes(target))
    if edit.is_changed:
        backup = write(edit)
        say(f"{edit.path} is written" + (f"; the previous one is {backup.name}" if backup else ""))
        say("\n".join(edit.lines))
    else:
        say(f"{edit.path} says so already")
    if others_may_read(edit.path):
        remark(f"{edit.path}: others on this machine may read it")
    for line in client.remarks:
        remark(line)
    return DONE
