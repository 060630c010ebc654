"""The gateway on a real socket, in the test's own loop."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from fakes import Forgetful
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.web_fetch import WebFetch
from kiro_py.cli.server import Server, listen
from kiro_py.compose.gateway import gateway
from kiro_py.compose.keeping import Keeping
from kiro_py.compose.parts import Parts
from kiro_py.compose.sharing import Sharing
from kiro_py.compose.telemetry import Monitoring
from kiro_py.config.load import load
from kiro_py.errors import ConfigInvalid
from kiro_py.exchange.pending import Pending
from kiro_py.pool.credential import AuthMethod, Credential, Tokens
from kiro_py.ports.counts import CountStore
from kiro_py.ports.credentials import CredentialStore, Troubles
from kiro_py.ports.standings import StandingStore
from kiro_py.secret import Secret

API_KEY = "key-for-tests"
KEY_HEADERS = {"x-api-key": API_KEY}
NOWHERE = Path("/nonexistent/config.json")


class Roster:
    """A store in memory; saved tokens stay there."""

    def __init__(self, *credentials: Credential) -> None:
        self._credentials = {credential.id: credential for credential in credentials}
        self.troubles = Troubles()

    def credentials(self) -> Sequence[Credential]:
        return tuple(self._credentials.values())

    @property
    def unsaved(self) -> Sequence[int]:
        return ()

    async def refresh(self) -> Sequence[ConfigInvalid]:
        return ()

    def renewing(self, credential_id: int) -> AbstractAsyncContextManager[bool]:
        return nullcontext(enter_result=True)

    async def reread(self, credential_id: int) -> Credential:
        return self._credentials[credential_id]

    async def spend(self, credential_id: int, token: Secret) -> None:
        raise AssertionError(f"nobody renews credential {credential_id} with {token}")

    async def save_tokens(self, credential_id: int, tokens: Tokens) -> Credential:
        raise AssertionError(f"nobody renews credential {credential_id} to {tokens}")


def api_key(key: str = "ksk_example") -> Roster:
    """Return a store with one API key, which needs no renewal."""
    return Roster(Credential(id=1, auth_method=AuthMethod.API_KEY, kiro_api_key=Secret(key)))


@asynccontextmanager
async def running_gateway(  # noqa: PLR0917 -- the rest are settings, by name
    kiro_url: str,
    store: CredentialStore | None = None,
    memory: StandingStore | None = None,
    counts: CountStore | None = None,
    web: WebFetch | None = None,
    keeping: Keeping | None = None,
    database: Database | None = None,
    listening_port: int = 0,
    monitoring: Monitoring | None = None,
    sharing: Sharing | None = None,
    /,
    **settings: object,
) -> AsyncGenerator[str]:
    """Run a gateway whose Kiro is at `kiro_url`; yield its own URL.

    `settings` are named as in the environment, without the prefix and in lower case; `web` is what
    goes out for URLs, `keeping` where the admin API's changes go, `database` where it is kept what
    was used; it listens on `listening_port`, or on a free one; `monitoring` is who is told of it,
    and `sharing` what it shares with others.
    """
    environ = {f"KIRO_PY_{name.upper()}": str(value) for name, value in settings.items()}
    for plane in ("API", "MANAGEMENT", "AUTH", "OIDC"):
        environ.setdefault(f"KIRO_PY_UPSTREAM_{plane}", kiro_url)
    environ.setdefault("KIRO_PY_API_KEY", API_KEY)
    path = NOWHERE if keeping is None else Path(keeping.settings.path)
    loaded = load(path, environ)
    keeping = None if keeping is None else replace(keeping, environ=environ)
    listening = listen("127.0.0.1", listening_port)
    ready = asyncio.Event()
    parts = Parts(
        store=store or api_key(),
        memory=memory or Forgetful(),
        counts=counts,
        web=web,
        keeping=keeping,
        database=database,
        monitoring=monitoring or Monitoring(),
        sharing=sharing,
    )
    door = gateway(loaded.settings, parts)
    server = Server(door, ready.set, door.stop, closing=door.closing)
    async with Pending(server.serve([listening])) as serving:
        async with asyncio.timeout(30):
            await ready.wait()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving.is_done_by(asyncio.get_running_loop().time() + 30)
