"""Where people sign in: put together from what the house has."""

from pathlib import Path

from exchange.sign_in.entrance import entrance
from kiro_py.compose.entrance import reception
from kiro_py.exchange.sign_in.wanted import Method, wanted


async def test_who_signs_in_is_in_the_store(tmp_path: Path):
    """Its calls go to the hosts of the settings, and its way out is read as the file's would be."""
    async with entrance(tmp_path) as subject:
        own = subject.reception
        desk = reception(subject.store, own.book, own.profiles, subject.waiting)
        what = wanted(Method.BUILDER_ID, members={"proxyUrl": "direct", "priority": 3})
        visit = await desk.receive(what)
        assert visit.invitation.address.startswith(subject.kiro.url)
        await subject.waiting.pause(1)
        registration = await visit.finish()
        assert "credential 1 is added" == (await desk.settle_in(registration)).message
        assert "direct" == subject.entries[0]["proxyUrl"]
