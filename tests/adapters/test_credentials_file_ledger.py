"""Whoever writes the file, in whatever order: the newest refresh token is never lost."""

import asyncio
import json
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.config.credentials import load_credentials
from kiro_py.errors import StoreUnwritable
from kiro_py.pool.credential import Tokens
from kiro_py.secret import Secret


class Ledger(RuleBasedStateMachine):
    """A sign-in service that takes each refresh token once, and all who share the file.

    An editor saves what it had when it was opened, tokens included.  A restart may come at any
    time at which the file holds what the gateway knows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "credentials.json"
        self.live = "token-0"
        self.granted = 0
        self.edits = 0
        self.opened: bytes | None = None
        self.before_it_broke: bytes | None = None
        self.path.write_text(json.dumps([{"id": 1, "refreshToken": self.live}]))
        self.store = self.start()

    def teardown(self) -> None:
        self.folder.cleanup()

    def start(self) -> CredentialsFile:
        loaded = load_credentials(self.path, {})
        return CredentialsFile(self.path, read=loaded.read, roster=loaded.roster)

    def exchange(self, spent: str) -> str | None:
        """Be the service, which refuses a token that was spent before."""
        if spent != self.live:
            # Only a renewal by another client in a file that broke right after it goes unseen.
            assert self.before_it_broke is not None, "a spent refresh token was sent"
            return None
        self.granted += 1
        self.live = f"token-{self.granted}"
        return self.live

    @property
    def written(self) -> str | None:
        if self.before_it_broke is not None:
            return None
        return json.loads(self.path.read_bytes())[0]["refreshToken"]

    @rule()
    def gateway_renews(self) -> None:
        async def renew() -> None:
            found = (await self.store.reread(1)).tokens.refresh_token
            assert found is not None
            if granted := self.exchange(found.reveal()):
                await self.store.save_tokens(1, Tokens(refresh_token=Secret(granted)))

        try:
            asyncio.run(renew())
        except StoreUnwritable:
            assert self.before_it_broke is not None, "a healthy file was not written"
        else:
            assert self.written in {self.live, None}

    @precondition(lambda self: self.written == self.live)
    @rule()
    def another_client_renews(self) -> None:
        document = json.loads(self.path.read_bytes())
        document[0]["refreshToken"] = self.exchange(document[0]["refreshToken"])
        self.path.write_text(json.dumps(document))
        self.opened = None

    @precondition(lambda self: self.written is not None)
    @rule()
    def an_editor_opens_the_file(self) -> None:
        self.opened = self.path.read_bytes()

    @precondition(lambda self: self.opened is not None and self.before_it_broke is None)
    @rule()
    def the_editor_saves_it(self) -> None:
        document = json.loads(self.opened or b"")
        self.edits += 1
        document[0]["note"] = self.edits
        self.path.write_text(json.dumps(document))

    @precondition(lambda self: self.written is not None)
    @rule()
    def the_file_breaks(self) -> None:
        self.before_it_broke = self.path.read_bytes()
        self.path.write_bytes(self.before_it_broke[:-5])

    @precondition(lambda self: self.before_it_broke is not None)
    @rule()
    def the_file_is_mended(self) -> None:
        assert self.before_it_broke is not None
        assert self.before_it_broke[:-5] == self.path.read_bytes(), "a broken file was overwritten"
        self.path.write_bytes(self.before_it_broke)
        self.before_it_broke = None

    @precondition(lambda self: self.written == self.live)
    @rule()
    def the_gateway_restarts(self) -> None:
        self.store = self.start()
        self.opened = None

    @invariant()
    def somebody_knows_the_live_token(self) -> None:
        known = self.store.credentials()[0].tokens.refresh_token
        kept = self.before_it_broke or self.path.read_bytes()
        assert known == Secret(self.live) or f'"{self.live}"'.encode() in kept


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
