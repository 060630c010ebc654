"""Whose turn it is."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.errors import Lack
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.reach import Reach
from kiro_py.pool.standing import Bar, Standing, State
from kiro_py.pool.turn import Candidate, Full, Mode, Nobody, Rules, Turn, Wanted, choose
from kiro_py.secret import Secret

NOW = 1_000.0
READY = Standing()
OPUS = "claude-opus-4.6"
WANTED = Wanted(OPUS)
BALANCED = Rules(Mode.BALANCED)


def one(
    number: int,
    standing: Standing = READY,
    *,
    priority: int = 0,
    disabled: bool = False,
    models: Sequence[str] | None = None,
) -> Candidate:
    credential = Credential(
        id=number,
        auth_method=AuthMethod.API_KEY,
        kiro_api_key=Secret(f"ksk_example_{number}"),
        priority=priority,
        disabled=disabled,
    )
    return Candidate(credential, standing, models)


def away(state: State, until: float | None = None) -> Standing:
    return Standing(state=state, until=until)


BARRED_AND_AWAY = Standing(state=State.SUSPENDED, bars=(Bar(OPUS, 2_000),))
BARRED = one(1, Standing(bars=(Bar(OPUS, 2_000),)))


def chosen(*candidates: Candidate, wanted: Wanted = WANTED, rules: Rules | None = None) -> int:
    turn = choose(candidates, wanted, rules or Rules(), NOW)
    assert isinstance(turn, Turn)
    return turn.credential.id


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ((one(1), one(2)), 1),
        ((one(1, priority=5), one(2, priority=1)), 2),
        ((one(1, disabled=True), one(2)), 2),
        ((one(1, away(State.COOLING, 2_000)), one(2, priority=9)), 2),
        ((one(1, away(State.SUSPENDED)), one(2, away(State.NEEDS_LOGIN)), one(3)), 3),
        ((one(1, Standing(bars=(Bar("claude-opus-4.6", 2_000),))), one(2)), 2),
        ((one(1, Standing(bars=(Bar("claude-opus-4.6", 999),))), one(2)), 1),
        ((one(1, Standing(bars=(Bar("other", 2_000),))), one(2)), 1),
    ],
    ids=["file order", "priority", "disabled", "cooling", "gone", "barred", "once barred", "other"],
)
def test_the_best_usable_one_is_chosen(candidates: tuple[Candidate, ...], expected: int):
    """Priority decides among those that may serve."""
    assert expected == chosen(*candidates)


def test_a_conversation_stays_where_it_is():
    """A usable home beats a better credential, an unusable one does not."""
    home = replace(WANTED, preferred=2)

    assert 2 == chosen(one(1), one(2, priority=5), wanted=home)
    assert 1 == chosen(one(1), one(2, away(State.COOLING, 2_000)), wanted=home)


def test_one_that_has_failed_this_request_is_not_asked_again():
    """Excluded means excluded, home or not."""
    wanted = Wanted("m", preferred=1, excluded=frozenset({1}))
    assert 2 == chosen(one(1), one(2, priority=5), wanted=wanted)


def test_whoever_is_out_of_reach_is_not_there():
    """Neither a home nor a better one of another group serves, and what they lack is not told."""
    cooling = away(State.COOLING, 2_000)
    team = replace(one(3, priority=9), credential=replace(one(3).credential, groups=("team",)))
    wanted = Wanted(OPUS, preferred=1, reach=Reach("team"))
    assert 3 == chosen(one(1), one(2, cooling), team, wanted=wanted)
    found = choose([one(1), one(2, cooling)], wanted, Rules(), NOW)
    assert Nobody(Lack.UNUSABLE, "of 0 credentials none can be used") == found


def test_a_limited_account_of_another_group_stops_nobody():
    """An account that nobody of this group uses is not one that others step in for."""
    limited = one(1, away(State.LIMITED, 2_000))
    team = replace(one(2), credential=replace(one(2).credential, groups=("team",)))
    assert 2 == chosen(limited, team, wanted=replace(WANTED, reach=Reach("team")))


def test_balance_spares_the_busy_and_the_poor():
    """Fewest in flight first, weighed by what is left; among equals whoever has rested longest."""
    busy, idle = replace(one(1), in_flight=2), replace(one(2), in_flight=1)
    assert 2 == chosen(busy, idle, rules=BALANCED)

    rested, recent = replace(one(1), last_used=5.0), replace(one(2), last_used=4.0)
    assert 2 == chosen(rested, recent, rules=BALANCED)

    poor, rich = replace(one(1), share_left=0.1), replace(one(2), share_left=0.9, in_flight=3)
    assert 2 == chosen(poor, rich, rules=BALANCED)


def test_seats_are_kept():
    """A credential with all its seats taken is passed over; with none free, somebody must wait."""
    full = replace(one(1), in_flight=2)

    assert 2 == chosen(full, one(2, priority=9), rules=Rules(seats=2))
    assert Full() == choose([full], WANTED, Rules(seats=2), NOW)
    assert 2 == chosen(full, one(2), wanted=Wanted("m", preferred=1), rules=Rules(seats=2))


@pytest.mark.parametrize(
    ("candidates", "lack", "until"),
    [
        ((), Lack.UNUSABLE, None),
        ((one(1, disabled=True),), Lack.UNUSABLE, None),
        ((one(1, away(State.SUSPENDED)), one(2, away(State.DOUBTED, 1_500))), Lack.UNUSABLE, None),
        (
            (one(1, away(State.COOLING, 1_900)), one(2, away(State.COOLING, 1_300))),
            Lack.COOLING,
            1_300,
        ),
        ((one(1, away(State.SPENT, 9_000)), one(2, away(State.SUSPENDED))), Lack.SPENT, 9_000),
        (
            (one(1, away(State.SPENT, 9_000)), one(2, away(State.COOLING, 1_100))),
            Lack.COOLING,
            1_100,
        ),
        ((one(1, away(State.LIMITED, 1_600)),), Lack.LIMITED, 1_600),
        ((BARRED,), Lack.MODEL, None),
        ((BARRED, one(2, away(State.COOLING, 1_100))), Lack.COOLING, 1_100),
        ((BARRED, one(2, away(State.SUSPENDED))), Lack.MODEL, None),
        ((replace(BARRED, standing=BARRED_AND_AWAY),), Lack.UNUSABLE, None),
    ],
    ids=[
        "none",
        "disabled",
        "gone",
        "soonest",
        "spent",
        "cooling before spent",
        "limited",
        "model",
        "another may have the model",
        "nobody else has the model",
        "barred and away",
    ],
)
def test_the_lack_is_named(candidates: tuple[Candidate, ...], lack: Lack, until: float | None):
    """Who waits is told how long, who cannot wait is told why."""
    nobody = choose(candidates, WANTED, Rules(), NOW)

    assert isinstance(nobody, Nobody)
    assert (lack, until) == (nobody.lack, nobody.until)


LIMITED = one(1, away(State.LIMITED, 1_600))


@pytest.mark.parametrize("mode", list(Mode))
def test_nobody_steps_in_for_a_limited_account(mode: Mode):
    """Who would have been asked is waited for, since stepping in looks like evasion."""
    nobody = choose([LIMITED, one(2, priority=1)], WANTED, Rules(mode), NOW)
    assert isinstance(nobody, Nobody)
    assert (Lack.LIMITED, 1_600) == (nobody.lack, nobody.until)


def test_somebody_steps_in_where_the_owner_wants_it():
    """The setting `failoverOnAccountLimit` says so."""
    assert 2 == chosen(LIMITED, one(2), rules=Rules(leaves_limited=True))


@pytest.mark.parametrize(
    ("candidates", "wanted"),
    [
        pytest.param((LIMITED, one(2)), Wanted(OPUS, preferred=2), id="at home elsewhere"),
        pytest.param((replace(LIMITED, models=()), one(2, models=(OPUS,))), WANTED, id="model"),
        pytest.param(
            (one(2), replace(one(3, away(State.LIMITED)), in_flight=0)), WANTED, id="worse"
        ),
    ],
)
def test_others_go_on_with_their_own_work(candidates: tuple[Candidate, ...], wanted: Wanted):
    """A limit is the account's: what was never its turn goes its way."""
    assert 2 == chosen(*candidates, wanted=wanted)


def test_the_date_of_new_credits_is_told():
    """It is the one of the first account whose credits come back."""
    spent = Standing(state=State.SPENT, until=9_300, resets_at=9_000)
    nobody = choose([one(1, spent), one(2, away(State.SPENT, 9_900))], WANTED, Rules(), NOW)
    assert isinstance(nobody, Nobody)
    assert 9_000 == nobody.resets_at


@pytest.mark.parametrize(
    ("expected", "candidates"),
    [
        pytest.param(2, (one(1, models=()), one(2, models=(OPUS,))), id="the one that has it"),
        pytest.param(1, (one(1), one(2, models=(OPUS,))), id="one that may have it"),
        pytest.param(1, (one(1, models=("other",)), one(2, models=())), id="a list may lack it"),
    ],
)
def test_a_request_goes_to_a_plan_that_has_its_model(
    expected: int, candidates: tuple[Candidate, ...]
):
    """As far as plans are known; what none of them lists is worth asking for all the same."""
    assert expected == chosen(*candidates)


def test_a_model_is_waited_for_where_it_is():
    """A plan without it is no way out while the one that has it cools down."""
    has_it = one(1, away(State.COOLING, 1_100), models=(OPUS,))
    nobody = choose([has_it, one(2, models=("other",))], WANTED, Rules(), NOW)
    assert isinstance(nobody, Nobody)
    assert (Lack.COOLING, 1_100) == (nobody.lack, nobody.until)


@st.composite
def pools(draw: st.DrawFn) -> list[Candidate]:
    states = st.sampled_from(list(State))
    untils = st.one_of(st.none(), st.floats(500, 2_000))
    return [
        replace(
            one(
                number,
                away(draw(states), draw(untils)),
                priority=draw(st.integers(0, 3)),
                disabled=draw(st.booleans()),
            ),
            in_flight=draw(st.integers(0, 3)),
            share_left=draw(st.one_of(st.none(), st.floats(0, 1))),
        )
        for number in range(1, draw(st.integers(1, 7)))
    ]


@given(
    pool=pools(),
    mode=st.sampled_from(list(Mode)),
    seats=st.integers(0, 3),
    excluded=st.sets(st.integers(1, 6)),
    leaves_limited=st.booleans(),
)
def test_nobody_unusable_is_ever_chosen(
    *, pool: list[Candidate], mode: Mode, seats: int, excluded: set[int], leaves_limited: bool
):
    """Whatever the pool: who is chosen may serve, and who may serve is not turned away."""
    rules = Rules(mode, seats, leaves_limited=leaves_limited)
    found = choose(pool, Wanted("m", excluded=frozenset(excluded)), rules, NOW)
    usable = [
        each
        for each in pool
        if not each.credential.disabled
        and each.standing.state is State.READY
        and each.credential.id not in excluded
    ]
    free = [each for each in usable if not seats or each.in_flight < seats]

    if isinstance(found, Turn):
        assert found.credential in [each.credential for each in free]
    elif isinstance(found, Nobody) and found.lack is Lack.LIMITED and free:
        assert not leaves_limited
        assert any(each.standing.state is State.LIMITED for each in pool)
    else:
        assert not free
        assert isinstance(found, Full) is bool(usable)


def test_one_at_its_pause_mark_serves_only_when_no_other_can():
    """The last credits of an account are the owner's to spend elsewhere, conversation or not."""
    rules = Rules(pause_at=95)
    near, far = replace(one(1), share_left=0.05), replace(one(2, priority=9), share_left=0.06)
    assert 2 == chosen(near, far, wanted=Wanted(OPUS, preferred=1), rules=rules)
    assert 1 == chosen(near, rules=rules)
    assert 1 == chosen(near, one(2, away(State.COOLING, 2_000)), rules=rules)
    assert 1 == chosen(near, far)


def test_one_whose_quota_is_not_known_is_not_spared():
    """Nobody is passed over for a guess."""
    assert 1 == chosen(one(1), one(2), rules=Rules(pause_at=1))


@pytest.mark.parametrize(
    ("seats", "sharers", "expected"),
    [(4, 1, 4), (4, 2, 2), (4, 3, 2), (1, 3, 1), (0, 3, 0), (4, 0, 4)],
)
def test_seats_are_divided_among_those_who_share_them(seats: int, sharers: int, expected: int):
    """Rounded up, so that nobody is left without any; no limit stays none."""
    assert expected == Rules(seats=seats).shared_by(sharers).seats
