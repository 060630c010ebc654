"""One replica renews at a time, and a token that may have been sent is not sent again."""

import pytest

from adapters.database.engines import Place
from adapters.database.shared import entry, table
from kiro_py.adapters.database.credential_turns import CredentialTurns, Look, Spending
from kiro_py.adapters.database.engine import Database
from kiro_py.secret import Secret

MARK = Secret("refresh-1").fingerprint()
LEFT = "SELECT turn_until - {now} FROM credentials"


@pytest.fixture
async def turns(database: Database) -> tuple[CredentialTurns, CredentialTurns]:
    """Two replicas, and a credential that both may renew."""
    async with table(database).opened() as store:
        await store.add([entry()])
    return CredentialTurns(database, "a"), CredentialTurns(database, "b")


Both = tuple[CredentialTurns, CredentialTurns]


async def run_out(place: Place) -> None:
    """Let time pass until every turn has run out."""
    await place.rows("UPDATE credentials SET turn_until = 0")


async def left(place: Place) -> float:
    """Return how many seconds a turn still has."""
    now = "extract(epoch from now())" if place.is_postgresql else "unixepoch('now')"
    return float(await place.one(f"SELECT turn_until - {now} FROM credentials"))


async def marks(place: Place) -> list[tuple[object, ...]]:
    return await place.rows("SELECT spending, spending_by FROM credentials")


async def test_a_turn_is_one_s_own(turns: Both):
    """Until it is given back."""
    ours, theirs = turns
    mine = ours.new(1)
    assert await ours.take(mine)
    assert not await theirs.take(theirs.new(1))
    assert not await ours.take(ours.new(1)), "nor is it another one's of the same replica"
    await ours.give_back(mine, is_known=True)
    assert await theirs.take(theirs.new(1))


async def test_all_turns_are_looked_at_at_once(turns: Both, place: Place):
    """Whether they are free, and which token is there by now."""
    ours, theirs = turns
    await ours.take(mine := ours.new(1))
    assert {1: Look(MARK, is_free=False)} == await theirs.look([1, 7])
    await ours.give_back(mine, is_known=True)
    await place.rows("UPDATE credentials SET refresh_mark = 'anew'")
    assert {1: Look("anew", is_free=True)} == await theirs.look([1, 7])


async def test_a_turn_that_has_run_out_can_be_taken(turns: Both, place: Place):
    """Whoever held it may have died, and sends nothing any more if not."""
    ours, theirs = turns
    mine = ours.new(1)
    await ours.take(mine)
    await run_out(place)
    assert await theirs.take(theirs.new(1))
    assert Spending.IS_LATE is await ours.spend(mine, MARK)


async def test_a_turn_that_nobody_wants_lasts(turns: Both, place: Place):
    """Late is who finds another one there."""
    ours, _ = turns
    mine = ours.new(1)
    await ours.take(mine)
    await run_out(place)
    assert Spending.MAY_BE_SENT is await ours.spend(mine, MARK)
    assert await left(place) > 60


async def test_a_turn_is_short_until_something_is_sent(turns: Both, place: Place):
    """Whoever dies before that holds up nobody for long; each look makes it longer after it."""
    ours, _ = turns
    mine = ours.new(1)
    await ours.take(mine)
    assert 5 < await left(place) <= 11
    await ours.prolong(mine)
    assert 60 < await left(place) <= 76


async def test_another_one_s_turn_is_not_prolonged(turns: Both, place: Place):
    """Nor is it ended, or its mark taken away."""
    ours, theirs = turns
    late, mine = theirs.new(1), ours.new(1)
    await theirs.take(late)
    await theirs.spend(late, MARK)
    await run_out(place)
    await ours.take(mine)
    await ours.absolve([1])
    await ours.spend(mine, MARK)
    before = await place.rows("SELECT * FROM credentials")
    await theirs.prolong(late)
    await theirs.give_back(late, is_known=True)
    assert before == await place.rows("SELECT * FROM credentials")


async def test_the_mark_is_there_while_nobody_knows(turns: Both, place: Place):
    """It is no token, and it says who knows more."""
    ours, _ = turns
    mine = ours.new(1)
    await ours.take(mine)
    await ours.spend(mine, MARK)
    assert [(MARK, mine.name)] == await marks(place)
    await ours.give_back(mine, is_known=True)
    assert [(None, None)] == await marks(place)


async def test_what_may_have_been_sent_is_not_sent_again(turns: Both, place: Place):
    """Unless a person wants it tried; nobody may hold what it was exchanged for."""
    ours, theirs = turns
    mine, next_one = ours.new(1), theirs.new(1)
    await ours.take(mine)
    await ours.spend(mine, MARK)
    await run_out(place)
    await theirs.take(next_one)
    assert Spending.MAY_BE_SPENT is await theirs.spend(next_one, MARK)
    assert [(MARK, mine.name)] == await marks(place), "the next one shall know it, too"
    await ours.absolve([1])
    assert Spending.MAY_BE_SENT is await theirs.spend(next_one, MARK)
    assert [(MARK, next_one.name)] == await marks(place)


async def test_what_is_being_sent_is_not_absolved(turns: Both, place: Place):
    """Whoever has the turn says what comes of it, and if he dies the mark must be there."""
    ours, theirs = turns
    mine = ours.new(1)
    await ours.take(mine)
    await ours.spend(mine, MARK)
    await theirs.absolve([1])
    assert [(MARK, mine.name)] == await marks(place)
    await run_out(place)
    await theirs.absolve([1])
    assert [(None, None)] == await marks(place)


async def test_one_s_own_mark_is_in_nobody_s_way(turns: Both):
    """Whoever lives knows what has come of what he has sent."""
    ours, _ = turns
    for _ in range(2):
        mine = ours.new(1)
        await ours.take(mine)
        assert Spending.MAY_BE_SENT is await ours.spend(mine, MARK)
        await ours.give_back(mine, is_known=False)


async def test_a_name_that_begins_alike_is_another_one(database: Database, turns: Both):
    """Whatever is in it."""
    for me in ("_", "%", "a.", "ab"):
        ours, theirs = CredentialTurns(database, "a"), CredentialTurns(database, me)
        mine, next_one = ours.new(1), theirs.new(1)
        await ours.take(mine)
        await ours.spend(mine, MARK)
        await ours.give_back(mine, is_known=False)
        await theirs.take(next_one)
        assert Spending.MAY_BE_SPENT is await theirs.spend(next_one, MARK)
        await theirs.give_back(next_one, is_known=True)
        await ours.absolve([1])


async def test_the_mark_of_another_token_is_in_nobody_s_way(turns: Both, place: Place):
    """A person has signed in since."""
    ours, theirs = turns
    await ours.take(mine := ours.new(1))
    await ours.spend(mine, MARK)
    await run_out(place)
    anew = Secret("anew").fingerprint()
    await place.rows(f"UPDATE credentials SET refresh_mark = '{anew}'")
    await theirs.take(next_one := theirs.new(1))
    assert Spending.IS_RENEWED is await theirs.spend(next_one, MARK)
    assert Spending.MAY_BE_SENT is await theirs.spend(next_one, anew)


async def test_what_is_gone_has_no_turns(turns: Both, place: Place):
    """Whoever renews it hears that in the middle."""
    ours, _ = turns
    await ours.take(mine := ours.new(1))
    await place.rows("DELETE FROM credentials")
    assert not await ours.take(ours.new(1))
    assert {} == await ours.look([1])
    with pytest.raises(KeyError):
        await ours.spend(mine, MARK)
    await ours.prolong(mine)
    await ours.give_back(mine, is_known=True)
