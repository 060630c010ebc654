"""Everybody at once on the loopback: Kiro's sender, the floor, the gateway, the clients."""

import json
import resource
import shlex
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from bench.children import Child, ClientProcess, started
from bench.orders import Ask
from bench.wire import GATEWAY_KEY, Plan

START_SECONDS: Final = 120.0
THIS_GATEWAY: Final = f"{shlex.quote(sys.executable)} -m kiro_py serve"


class Counts(msgspec.Struct, frozen=True):
    """What the sender has seen so far."""

    connections: int
    requests: int


class _Port(msgspec.Struct, frozen=True):
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """Everybody, running; `client` makes the load, `prober` measures beside it."""

    sender_port: int
    relay: Child
    relay_port: int
    libraries: Child
    libraries_port: int
    gateway: Child
    gateway_port: int
    client: ClientProcess
    prober: ClientProcess

    def ask_sender(self, plan: Plan) -> Ask:
        """Return a request that goes straight to the sender."""
        return Ask(self.sender_port, plan)

    def ask_relay(self, plan: Plan) -> Ask:
        """Return a request by way of the floor."""
        return Ask(self.relay_port, plan)

    def ask_libraries(self, plan: Plan) -> Ask:
        """Return a request by way of the floor of the libraries."""
        return Ask(self.libraries_port, plan)

    def ask_gateway(self, plan: Plan) -> Ask:
        """Return a request by way of the gateway."""
        return Ask(self.gateway_port, plan, is_gateway=True)

    def counts(self) -> Counts:
        """Return what the sender has counted."""
        return msgspec.json.decode(_get(self.sender_port, "/count"), type=Counts)


@contextmanager
def rig(gateway_command: str) -> Generator[Rig]:
    """Run everybody for as long as the block lasts; `gateway_command` takes `serve`'s options."""
    _allow_many_files()
    with (
        started(_module("bench.sender")) as sender,
        started(_module("bench.client")) as client,
        started(_module("bench.client")) as prober,
    ):
        sender_port = sender.hear(_Port).port
        with (
            started(_module("bench.relay", str(sender_port))) as relay,
            started(_module("bench.library_relay", str(sender_port))) as libraries,
            _gateway(gateway_command, sender_port) as (gateway, gateway_port),
        ):
            yield Rig(
                sender_port=sender_port,
                relay=relay,
                relay_port=relay.hear(_Port).port,
                libraries=libraries,
                libraries_port=libraries.hear(_Port).port,
                gateway=gateway,
                gateway_port=gateway_port,
                client=ClientProcess(client),
                prober=ClientProcess(prober),
            )


@contextmanager
def _gateway(command: str, sender_port: int) -> Generator[tuple[Child, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as directory:
        config, credentials = Path(directory, "config.json"), Path(directory, "credentials.json")
        here = f"http://127.0.0.1:{sender_port}"
        upstream = dict.fromkeys(("api", "management", "auth", "oidc"), here)
        settings = {"host": "127.0.0.1", "port": port, "apiKey": GATEWAY_KEY, "upstream": upstream}
        config.write_text(json.dumps(settings), encoding="utf-8")
        credentials.write_text(json.dumps({"kiroApiKey": "ksk_example"}), encoding="utf-8")
        options = ["-c", str(config), "--credentials", str(credentials), "--log-level", "error"]
        with started([*shlex.split(command), *options], talks=False) as gateway:
            _wait_until_ready(gateway, port)
            yield gateway, port


def _wait_until_ready(gateway: Child, port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while gateway.is_running and time.monotonic() < until:
        try:
            _get(port, "/readyz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the gateway does not start")


def _get(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
        return answer.read()


def _module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


def _allow_many_files() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
