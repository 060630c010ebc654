"""The pool over a long life: requests, refusals, people, and a clock that may go back."""

from dataclasses import dataclass, field, replace

from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
)

from kiro_py.errors import (
    Again,
    Blame,
    GatewayError,
    Lack,
    Penalty,
    Refusal,
    RenewalFailed,
    UpstreamBroken,
    UpstreamRefused,
    UpstreamUnreachable,
)
from kiro_py.pool.affinity import HOME_SECONDS, Affinity
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.standing import (
    BAR_SECONDS,
    LONGEST_DOUBT_SECONDS,
    UNKNOWN_RESET_SECONDS,
    Bar,
    CreditsBack,
    CreditsGone,
    Event,
    Reset,
    SignedIn,
    Standing,
    State,
    elapse,
    settle,
)
from kiro_py.pool.turn import Candidate, Full, Mode, Nobody, Rules, Turn, Wanted, choose
from kiro_py.pool.verdict import LONGEST_DOUBLING_SECONDS, PROXY_SECONDS, Attempted, failed, served
from kiro_py.secret import Secret

START = 1_800_000_000.0
DAY = 86_400.0
LONGEST_ASKED = 3_600
MODELS = st.sampled_from(["opus", "sonnet"])
CONVERSATIONS = st.sampled_from(["one", "two", ""])
TIMED = frozenset({State.COOLING, State.LIMITED, State.SPENT, State.DOUBTED})


def refused(penalty: Penalty, retry_after_seconds: int | None = None) -> UpstreamRefused:
    refusal = Refusal(
        penalty.name, Blame.CREDENTIAL, Again.NEVER, 429, "api_error", "no", retry_after_seconds
    )
    return UpstreamRefused(replace(refusal, penalty=penalty), upstream_status=429)


FAILURES: tuple[GatewayError, ...] = (
    *(refused(penalty) for penalty in Penalty),
    *(refused(Penalty.COOL, seconds) for seconds in (1, LONGEST_ASKED)),
    *(RenewalFailed("429", is_final=False, retry_after_seconds=wait) for wait in (None, 5, 3_600)),
    RenewalFailed("invalid_grant", is_final=True),
    *(UpstreamUnreachable(what, host="q") for what in ("connect", "silence")),
    UpstreamBroken("cut"),
)
"""Everything that an attempt can end with, besides an answer."""

OUTCOMES = st.none() | st.sampled_from(FAILURES)

TELLINGS: tuple[Event, ...] = (
    Reset(),
    SignedIn(),
    CreditsBack(),
    *(CreditsGone("usage", "used up", START + days * DAY) for days in (-1, 2, 30)),
)
"""What is told of a credential outside of a request."""

LONGEST_REST = {
    State.COOLING: max(LONGEST_ASKED, LONGEST_DOUBLING_SECONDS, PROXY_SECONDS),
    State.LIMITED: LONGEST_DOUBLING_SECONDS,
    State.SPENT: UNKNOWN_RESET_SECONDS,
    State.DOUBTED: LONGEST_DOUBT_SECONDS,
}
"""How long each state may last by what has just happened; credits have a date of their own."""


@dataclass
class Member:
    """A credential with all that the pool knows of it."""

    credential: Credential
    standing: Standing = field(default_factory=Standing)
    in_flight: int = 0
    last_used: float = 0.0
    share_left: float | None = None
    has_own_way: bool = False

    @property
    def candidate(self) -> Candidate:
        return Candidate(
            credential=self.credential,
            standing=self.standing,
            in_flight=self.in_flight,
            last_used=self.last_used,
            share_left=self.share_left,
        )


@dataclass(frozen=True)
class Held:
    """A request under way."""

    number: int
    model: str
    conversation: str
    began_at: float


class Pool(RuleBasedStateMachine):
    """Everything that can happen to a pool, in any order."""

    requests: Bundle[Held] = Bundle("requests")

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.order = Rules()
        self.members: dict[int, Member] = {}
        self.affinity = Affinity()
        self.homes: dict[str, tuple[int, float]] = {}

    @initialize(
        priorities=st.lists(st.integers(0, 2), min_size=1, max_size=4),
        mode=st.sampled_from(list(Mode)),
        seats=st.integers(0, 2),
        leaves_limited=st.booleans(),
    )
    def open(self, *, priorities: list[int], mode: Mode, seats: int, leaves_limited: bool) -> None:
        self.order = Rules(mode, seats, leaves_limited=leaves_limited)
        for number, priority in enumerate(priorities, 1):
            credential = Credential(
                id=number,
                auth_method=AuthMethod.API_KEY,
                kiro_api_key=Secret(f"ksk_example_{number}"),
                priority=priority,
            )
            # The last one of several reaches Kiro through a proxy of its own.
            self.members[number] = Member(credential, has_own_way=1 < number == len(priorities))

    @rule(
        target=requests,
        model=MODELS,
        conversation=CONVERSATIONS,
        excluded=st.frozensets(st.integers(1, 4), max_size=2),
    )
    def begin(self, model: str, conversation: str, excluded: frozenset[int]) -> Held:
        """A request comes; whoever is chosen carries it."""
        chosen = self.choice(model, conversation, excluded)
        assume(chosen is not None)
        assert chosen is not None
        chosen.in_flight += 1
        chosen.last_used = self.now
        return Held(chosen.credential.id, model, conversation, self.now)

    @rule(held=consumes(requests), failure=OUTCOMES)
    def end(self, held: Held, failure: GatewayError | None) -> None:
        """An answer comes through, however late, or an attempt fails."""
        self.settle(held, failure)

    @rule(model=MODELS, conversation=CONVERSATIONS, failure=OUTCOMES)
    def ask(self, model: str, conversation: str, failure: GatewayError | None) -> None:
        """A request comes and ends before anything else happens."""
        chosen = self.choice(model, conversation, frozenset())
        if chosen is not None:
            chosen.in_flight += 1
            chosen.last_used = self.now
            self.settle(Held(chosen.credential.id, model, conversation, self.now), failure)

    @rule(held=consumes(requests))
    def leave(self, held: Held) -> None:
        """A client leaves, which says nothing about the credential."""
        self.members[held.number].in_flight -= 1

    @rule(seconds=st.sampled_from([1.0, 31.0, 301.0, 3_601.0, 2 * DAY, -1.0, -DAY]))
    def pass_time(self, seconds: float) -> None:
        """Time passes, or somebody sets the machine's clock back."""
        self.now += seconds

    @rule(index=st.integers(0, 3), event=st.sampled_from(TELLINGS))
    def tell(self, index: int, event: Event) -> None:
        """A person, a new sign-in, or the account's usage says how a credential stands."""
        member = self.member(index)
        before = self.look(member)
        after = member.standing = settle(before, event, self.now)
        if isinstance(event, Reset):
            assert (State.READY, 0) == (after.state, after.strikes)
        elif before.state is State.SUSPENDED:
            assert before == after, "only a person may say so"

    @rule(
        index=st.integers(0, 3),
        disabled=st.sampled_from([False, False, True]),
        share=st.sampled_from([None, 0.0, 0.3, 1.0]),
    )
    def edit(self, index: int, *, disabled: bool, share: float | None) -> None:
        """A person takes a credential out or back in, and its usage is read."""
        member = self.member(index)
        member.credential = replace(member.credential, disabled=disabled)
        member.share_left = share

    def teardown(self) -> None:
        """When all the time has passed, everybody serves who is not up to a person."""
        waiting = [
            member
            for member in self.members.values()
            if member.standing.state in {*TIMED, State.READY}
        ]
        self.now = max([self.now, *(_over(member.standing) for member in waiting)])
        for member in waiting:
            assert State.READY is self.look(member).state
            assert not member.standing.bars
            member.in_flight = 0
        enabled = [member for member in waiting if not member.credential.disabled]
        if enabled:
            chosen = self.choice("opus", "", frozenset())
            assert chosen is not None
            if self.order.mode is Mode.PRIORITY:
                best = min(member.credential.priority for member in enabled)
                assert best == chosen.credential.priority, "the better one is used again"

    @invariant()
    def what_ends_has_an_end(self) -> None:
        """A state has an end just when it ends by itself, and then it is over."""
        for member in self.members.values():
            standing = member.standing
            assert (standing.state in TIMED) is (standing.until is not None)
            assert (standing.state is State.READY) is not bool(standing.reason)
            if standing.until is not None:
                assert State.READY is elapse(standing, standing.until).state
                assert standing.state is elapse(standing, standing.until - 1).state

    @invariant()
    def homes_are_kept(self) -> None:
        """A conversation is at home where it was served last, for an hour."""
        for conversation, (number, bound) in self.homes.items():
            is_known = self.now < bound + HOME_SECONDS
            expected = number if is_known else None
            assert expected == self.affinity.find(conversation, self.now)

    def member(self, index: int) -> Member:
        return self.members[index % len(self.members) + 1]

    def settle(self, held: Held, failure: GatewayError | None) -> None:
        member = self.members[held.number]
        member.in_flight -= 1
        before = self.look(member)
        if failure is None:
            after = member.standing = served(before, self.now)
            if held.conversation:
                self.affinity.bind(held.conversation, held.number, held.model, self.now)
                self.homes[held.conversation] = (held.number, self.now)
            # An answer of before says nothing of now.
            assert after == (replace(before, strikes=0) if before.state is State.READY else before)
            return
        tried = Attempted(held.model, held.began_at, member.has_own_way)
        after = member.standing = failed(before, failure, tried, self.now)
        is_new = held.began_at >= before.struck_at
        assert before.strikes <= after.strikes <= before.strikes + is_new
        if after.until is not None:
            longest = self.now + LONGEST_REST[after.state]
            assert after.until <= max(longest, before.until or 0.0)
        if after.bars != before.bars:
            assert Bar(held.model, self.now + BAR_SECONDS) == after.bars[-1]

    def look(self, member: Member) -> Standing:
        member.standing = elapse(member.standing, self.now)
        return member.standing

    def may_serve(self, member: Member, model: str, excluded: frozenset[int]) -> bool:
        standing = member.standing
        has_model = all(each.model != model or each.until <= self.now for each in standing.bars)
        is_wanted = not member.credential.disabled and member.credential.id not in excluded
        return standing.state is State.READY and has_model and is_wanted

    def choice(self, model: str, conversation: str, excluded: frozenset[int]) -> Member | None:
        """Ask whose turn it is, and judge the answer by the rules alone."""
        everybody = list(self.members.values())
        for member in everybody:
            self.look(member)
        home = self.affinity.find(conversation, self.now)
        found = choose(
            [member.candidate for member in everybody],
            Wanted(model, home, excluded),
            self.order,
            self.now,
        )
        usable = [member for member in everybody if self.may_serve(member, model, excluded)]
        free = [one for one in usable if not self.order.seats or one.in_flight < self.order.seats]
        match found:
            case Turn(credential):
                chosen = self.members[credential.id]
                assert chosen in free
                self.judge(chosen, free, home)
                return chosen
            case Full():
                assert usable
                assert not free
            case Nobody(lack=Lack.LIMITED, until=until) if free:
                # Nobody steps in for a limited account, unless the owner wants it.
                assert not self.order.leaves_limited
                assert home not in [member.credential.id for member in free]
                limited = [one for one in everybody if one.standing.state is State.LIMITED]
                assert until in [one.standing.until for one in limited]
            case Nobody(until=until):
                assert not usable
                assert until is None or until > self.now
        return None

    def judge(self, chosen: Member, free: list[Member], home: int | None) -> None:
        """Check that the choice is the one that the rules want among those with a free seat."""
        if home in [member.credential.id for member in free]:
            assert home == chosen.credential.id
            return
        for other in free:
            if self.order.mode is Mode.PRIORITY:
                assert chosen.credential.priority <= other.credential.priority
            elif chosen.share_left == other.share_left:
                assert chosen.in_flight <= other.in_flight
                if chosen.in_flight == other.in_flight:
                    assert chosen.last_used <= other.last_used


def _over(standing: Standing) -> float:
    """Return when a standing and its bars are over."""
    return max([standing.until or 0.0, *(each.until for each in standing.bars)])


TestPool = Pool.TestCase
TestPool.settings = settings(max_examples=100, stateful_step_count=60, deadline=None)
