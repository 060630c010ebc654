"""How credentials stand, from the last start to the next."""

import pytest

from fakes import Forgetful, Notes
from fakes_credentials import NOW, HandClock, api_key, social, tokens
from kiro_py.errors import GatewayError, RenewalFailed, UpstreamRefused, UpstreamUnreachable
from kiro_py.exchange.book import Book
from kiro_py.kiro.refusals import classify
from kiro_py.pool.credential import AuthMethod, Credential, Direct, Proxy
from kiro_py.pool.standing import DOUBTS, Bar, CreditsGone, Event, Reset, Standing, State
from kiro_py.pool.verdict import Attempted
from kiro_py.ports.journal import StandingChanged
from kiro_py.secret import Secret

ONE = social()
COOLING = Standing(state=State.COOLING, until=NOW + 30)
SUSPENDED = Standing(state=State.SUSPENDED)
THROTTLED = UpstreamRefused(classify(429, {}, b"{}"), upstream_status=429)
REFUSED = UpstreamRefused(classify(401, {}, b"{}"), upstream_status=401)
NO_MODEL = UpstreamRefused(classify(400, {}, b'{"reason":"INVALID_MODEL_ID"}'), upstream_status=400)
ENDED = RenewalFailed("invalid_grant", is_final=True)
DOWN = UpstreamUnreachable("connect", host="q.example.com")


class World:
    """A book, its memory, its journal and its clock."""

    def __init__(self, *standings: Standing) -> None:
        self.memory = Forgetful(dict(enumerate(standings, 1)))
        self.clock, self.notes = HandClock(), Notes()
        self.book = Book(self.memory, self.clock, self.notes)

    def state(self, credential: Credential = ONE) -> State:
        return self.book.standing(credential).state

    def fail(self, failure: GatewayError, credential: Credential = ONE) -> State:
        self.book.failed(credential, failure, Attempted("opus"))
        return self.state(credential)


def test_a_credential_that_nobody_knows_is_ready():
    """Nothing is known against it, and that is nothing to write down."""
    subject = World()
    assert (Standing(), {}) == (subject.book.standing(ONE), subject.memory.standings)


def test_what_was_known_at_the_last_start_is_known():
    """The book goes on where it ended, for each credential."""
    subject = World(SUSPENDED, COOLING)
    pair = (ONE, api_key(id=2))
    assert [SUSPENDED, COOLING] == [subject.book.standing(each) for each in pair]


def test_what_time_ends_is_over():
    """The next look finds it ready, says so and keeps it."""
    subject = World(COOLING)
    subject.clock.elapsed = 30.0
    assert State.READY is subject.state()
    assert [StandingChanged(1, "ready", "", None)] == subject.notes.happenings
    assert State.READY is subject.memory.standings[1].state


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(Reset(), State.READY, id="a person's word"),
        pytest.param(CreditsGone("plan-spent", "spent", NOW + 60), State.SPENT, id="credits"),
    ],
)
def test_what_is_told_is_settled_and_kept(event: Event, expected: State):
    """It need not come of a request, and the next start knows it."""
    subject = World(COOLING)
    subject.book.tell(ONE, event)
    assert [expected] * 2 == [subject.state(), subject.memory.standings[1].state]


def test_a_failure_is_settled_and_kept():
    """The next start knows it."""
    subject = World()
    assert State.COOLING is subject.fail(THROTTLED)
    assert subject.book.standing(ONE) == subject.memory.standings[1]


def test_an_answer_is_settled_and_kept():
    """Earlier doubts are gone, also after a restart."""
    subject = World(Standing(strikes=2))
    subject.book.served(ONE)
    assert {1: Standing()} == subject.memory.standings


def test_what_changes_nothing_is_not_written():
    """A thousand answers of a healthy credential are not a thousand writes."""
    subject = World()
    subject.book.served(ONE)
    assert ({}, []) == (subject.memory.standings, subject.notes.happenings)


def test_the_journal_hears_of_a_change_with_its_reason_and_its_end():
    """A longer rest is a change, too."""
    subject = World()
    subject.fail(THROTTLED)
    subject.clock.elapsed = 10.0
    subject.fail(THROTTLED)
    assert [
        StandingChanged(1, "cooling", "throttled", NOW + 30),
        StandingChanged(1, "cooling", "throttled", NOW + 40),
    ] == subject.notes.happenings


def test_a_single_doubt_is_kept_and_not_told():
    """A restart does not take it away, and an owner need not know yet."""
    subject = World()
    assert State.READY is subject.fail(REFUSED)
    assert (1, []) == (subject.memory.standings[1].strikes, subject.notes.happenings)


def test_a_model_is_barred_for_the_one_that_lacks_it():
    """It goes on serving others."""
    subject = World()
    assert State.READY is subject.fail(NO_MODEL)
    assert (Bar("opus", NOW + 3600),) == subject.memory.standings[1].bars


@pytest.mark.parametrize(
    ("proxy", "expected"),
    [
        pytest.param(Proxy("http://proxy.example.com:3128"), State.COOLING, id="its own proxy"),
        pytest.param(Direct.DIRECT, State.READY, id="no proxy at all"),
        pytest.param(None, State.READY, id="everybody's proxy"),
    ],
)
def test_a_dead_proxy_of_its_own_is_its_own_matter(proxy: Proxy | Direct | None, expected: State):
    """What concerns everybody is held against nobody."""
    assert expected is World().fail(DOWN, social(proxy=proxy))


def test_a_sign_in_that_has_ended_stays_ended():
    """The same refresh token is not tried again, whatever time passes."""
    subject = World()
    assert State.NEEDS_LOGIN is subject.fail(ENDED)
    subject.clock.elapsed = 1e6
    assert State.NEEDS_LOGIN is subject.state()


def test_a_new_sign_in_is_noticed():
    """Another refresh token in the file is one."""
    subject = World()
    subject.fail(ENDED)
    assert State.READY is subject.state(social(tokens(refresh="of today")))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(ONE, social(tokens(refresh="of today")), id="refresh token"),
        pytest.param(api_key(), api_key(kiro_api_key=Secret("ksk_of_today")), id="API key"),
    ],
)
def test_a_doubt_is_about_one_sign_in(before: Credential, after: Credential):
    """Another one is tried at once, and not after a day; the same one has to rest."""
    subject = World()
    for _ in range(DOUBTS):
        subject.fail(REFUSED, before)
    assert [State.DOUBTED, State.READY] == [subject.state(before), subject.state(after)]
    assert 0 == subject.memory.standings[1].strikes


@pytest.mark.parametrize("late", [THROTTLED, ENDED])
def test_what_comes_late_is_no_new_sign_in(late: GatewayError):
    """It came with an older token, which is another one, too."""
    subject = World()
    subject.fail(ENDED, social(tokens(refresh="of today")))
    subject.book.served(ONE)
    subject.book.failed(ONE, late)
    assert State.NEEDS_LOGIN is subject.state(social(tokens(refresh="of today")))


def test_a_refresh_token_that_is_put_in_is_a_sign_in():
    """Where there was no token at all, any is new."""
    subject = World()
    empty = Credential(id=1, auth_method=AuthMethod.SOCIAL)
    assert State.NEEDS_LOGIN is subject.fail(ENDED, empty)
    assert State.READY is subject.state(ONE)


def test_a_sign_in_does_not_end_a_suspension():
    """Nor does the end of one: it is the account that is suspended."""
    subject = World(SUSPENDED)
    assert State.SUSPENDED is subject.fail(ENDED)
    assert State.SUSPENDED is subject.state(social(tokens(refresh="of today")))


def test_what_another_process_has_learned_is_taken_over():
    """It is told to the journal, and not written again."""
    subject = World(Standing(), COOLING)
    subject.memory.told = {1: SUSPENDED}
    subject.memory.standings.clear()
    assert State.SUSPENDED is subject.state()
    heard = StandingChanged(1, "suspended", "", None, is_heard=True)
    assert [heard] == subject.notes.happenings
    assert {} == subject.memory.standings


def test_the_end_of_what_was_heard_is_heard():
    """Whoever has learned it takes note of that; what comes after it is the book's own."""
    subject = World()
    subject.memory.told = {1: COOLING}
    subject.state()
    subject.clock.elapsed = 30.0
    subject.state()
    subject.fail(THROTTLED)
    heard = [
        each.is_heard for each in subject.notes.happenings if isinstance(each, StandingChanged)
    ]
    assert [True, True, False] == heard


def test_what_is_heard_waits_for_no_request():
    """Whoever keeps the memory tells the book when there are news."""
    subject = World()
    subject.memory.told = {1: SUSPENDED}
    for told in subject.memory.followers:
        told()
    assert [StandingChanged(1, "suspended", "", None, is_heard=True)] == subject.notes.happenings


@pytest.mark.parametrize(
    ("expected", "before"), [([1], Standing(State.NEEDS_LOGIN)), ([], COOLING), ([], SUSPENDED)]
)
def test_a_sign_in_that_is_sound_again_elsewhere_is_told(expected: list[int], before: Standing):
    """A person may have said so, and whoever renews it must hear of that here."""
    returned, memory = list[int](), Forgetful({1: before})
    book = Book(memory, HandClock(), Notes(), returned.append)
    memory.told = {1: Standing(since=NOW)}
    book.take_news()
    assert expected == returned


def test_a_person_s_reset_elsewhere_is_taken_over():
    """Whoever was left alone is tried again."""
    subject = World(SUSPENDED)
    assert State.SUSPENDED is subject.state()
    subject.memory.told = {1: Standing(since=NOW)}
    assert State.READY is subject.state()
