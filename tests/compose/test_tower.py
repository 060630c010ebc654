"""Everything that can be seen from the tower is in what it reports."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fakes import FakeClock, FakeUpstream, Forgetful, Notes
from fakes_credentials import BOOK, NOW, MemoryStore, social
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.log_journal import LogJournal
from kiro_py.compose.tower import Tower, elders
from kiro_py.config.credentials import load_credentials
from kiro_py.config.load import read
from kiro_py.exchange.book import Book
from kiro_py.exchange.concerns import Marks
from kiro_py.exchange.lease import Leases
from kiro_py.exchange.renew import Renewer
from kiro_py.pool.credential import Credential
from kiro_py.pool.standing import Standing, State
from kiro_py.ports.credentials import CredentialStore
from kiro_py.ports.journal import QuotaRead
from kiro_py.ports.presence import Alone, Replica


def tower(store: CredentialStore, standings: dict[int, Standing] | None = None) -> Tower:
    clock, notes, upstream = FakeClock(NOW), Notes(), FakeUpstream([])
    renewer = Renewer(store=store, upstream=upstream, clock=clock, journal=notes, book=BOOK)
    leases = Leases(store, renewer, Book(Forgetful(standings), clock, notes), clock)
    return Tower(store, lambda: leases, upstream, clock, notes, LogJournal(), database=None)


def told(tower: Tower, credentials: Sequence[Credential]) -> Tower:
    """Let every account say that it has used 100 of 1,000."""
    for each in credentials:
        for journal in tower.journals:
            journal.note(QuotaRead(each.id, "KIRO PRO", 100, 1_000, NOW + 60, 900))
    return tower


class Among(Alone):
    """A process among others."""

    def others(self) -> Sequence[Replica]:
        return [Replica(name, "", began_at) for name, began_at in (("a", 1.0), ("b", 2.0))]


@pytest.mark.parametrize(
    ("expected", "me"),
    [(0, ("me", 0.5)), (1, ("me", 1.5)), (1, ("a0", 2.0)), (2, ("me", 2.0)), (2, ("me", 3.0))],
)
def test_elders_began_before(expected: int, me: tuple[str, float]):
    """Of those who began together the least id."""
    assert expected == elders(Among(Replica(me[0], "", me[1])))


def test_only_accounts_that_can_be_used_are_the_pool_s():
    """Credits behind a sign-in that has ended, or that the owner keeps, are nobody's to spend."""
    credentials = [replace(social(), id=number) for number in (1, 2, 3)]
    credentials[2] = replace(credentials[2], disabled=True)
    standing = Standing(State.SUSPENDED)
    subject = told(tower(MemoryStore(*credentials), {2: standing}), credentials)
    facts = subject.facts()
    assert (1_000, True) == (facts.pool.limit, facts.can_serve)
    assert [900, 900, 900] == [each.outlook.remaining for each in facts.accounts]
    assert [False, False, True] == [each.disabled for each in facts.accounts]
    assert {NOW} == {each.read_at for each in facts.accounts}


def test_an_account_is_called_by_its_address():
    """One that has none by its number."""
    subject = tower(MemoryStore(social(email="ada@example.com"), replace(social(), id=2)))
    assert ["ada@example.com", "credential 2"] == [each.label for each in subject.facts().accounts]


async def test_what_is_wrong_with_the_file_is_seen(tmp_path: Path):
    """A bad entry, and a file that somebody is in the middle of."""
    path = tmp_path / "credentials.json"
    path.write_text('[{"id": 1, "kiroApiKey": "ksk_example"}, {"id": 2, "authMethod": "social"}]')
    loaded = load_credentials(path, {})
    store = CredentialsFile(path, read=loaded.read, roster=loaded.roster)
    subject = tower(store)
    assert "refreshToken: it is missing" in subject.facts().entries
    path.write_text("[{")
    await store.reread(1)
    assert "the file is truncated" in subject.facts().file


def test_what_the_owner_wants_to_know_is_taken_over():
    """From where on, where to, in which words, and how often."""
    subject = tower(MemoryStore(social()))
    hook = {"url": "https://example.com/in", "secret": "s", "format": "slack", "repeatMinutes": 5}
    document = {
        "apiKey": "key",
        "webhook": hook,
        "warnQuotaPercent": 20,
        "warnErrorPercent": 5,
        "proxyUrl": "http://proxy.example.com:3128",
    }
    assert not subject.watch.messenger.is_on
    subject.adopt(read(document, {}, "config.json").settings)
    assert (Marks(20, 5), 300) == (subject.watch.marks, subject.watch.repeat_seconds)
    settings = subject._webhook.settings
    assert subject.watch.messenger.is_on
    assert settings.proxy is not None
    assert ("slack", "http://proxy.example.com:3128") == (settings.format, settings.proxy.url)
