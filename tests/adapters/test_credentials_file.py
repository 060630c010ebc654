"""Credentials are kept in their file, and no token is ever lost there."""
# ruff: noqa: ASYNC240 -- a test reads the file while nobody else is running

import asyncio
import json
import resource
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.somebody import being_nobody, file_of_nobody
from fakes_credentials import ARN, MACHINE
from kiro_py.adapters.credentials_file import CredentialsFile
from kiro_py.adapters.rescue_notes import RescueNotes
from kiro_py.config.credentials import load_credentials
from kiro_py.errors import StoreUnwritable
from kiro_py.pool.credential import Credential, Tokens
from kiro_py.secret import Secret

END = 1_800_003_600.25
RENEWED = Tokens(Secret("new-access"), Secret("new-refresh"), END)
WRITTEN = {
    "accessToken": "new-access",
    "refreshToken": "new-refresh",
    "expiresAt": "2027-01-15T09:00:00.250Z",
}


def entry(number: int = 1, **more: object) -> dict[str, object]:
    return {"id": number, "refreshToken": f"refresh-{number}", "machineId": MACHINE, **more}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


def opened(
    path: Path, document: object = None, guests: Sequence[Credential] = ()
) -> CredentialsFile:
    """Write `document`, if there is one, and open the file as the gateway does."""
    if document is not None:
        path.write_text(json.dumps(document), "utf-8")
    loaded = load_credentials(path, {})
    return CredentialsFile(path, read=loaded.read, roster=loaded.roster, guests=guests)


def on_disk(path: Path) -> Any:
    return json.loads(path.read_bytes())


def edit(path: Path, place: int = 0, **members: Any) -> None:
    """Change one entry as somebody else would."""
    document = on_disk(path)
    document[place].update(members)
    path.write_text(json.dumps(document), "utf-8")


@contextmanager
def full_disk() -> Generator[None]:
    """Let no file grow."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def unwritten(store: CredentialsFile, number: int, tokens: Tokens) -> StoreUnwritable:
    with pytest.raises(StoreUnwritable) as caught:
        await store.save_tokens(number, tokens)
    return caught.value


async def test_renewed_tokens_are_written_in_their_place(path: Path):
    """Everything else keeps its value and its order, whether we have a word for it or not."""
    before = {
        "provider": "Google",
        "refreshToken": "refresh-1",
        "startUrl": "https://example.com/start",
        "id": 1,
        "accessToken": "access",
        "tags": [1, 2.5, {"名": "值"}],
        "machineId": MACHINE,
        "disabled": False,
    }
    await opened(path, [before, entry(2)]).save_tokens(1, RENEWED)
    expected = [{**before, **WRITTEN}, entry(2)]
    assert json.dumps(expected, ensure_ascii=False, indent=2) + "\n" == path.read_text("utf-8")


async def test_one_object_stays_one_object(path: Path):
    """The old form is written back in the old form."""
    await opened(path, entry()).save_tokens(1, RENEWED)
    assert {**entry(), **WRITTEN} == on_disk(path)


async def test_what_was_not_granted_is_not_written(path: Path):
    """A refresh token that was not rotated is still the one to use."""
    store = opened(path, [entry(profileArn=ARN)])
    found = await store.save_tokens(1, Tokens(access_token=Secret("new-access"), expires_at=END))
    assert ("refresh-1", ARN) == (on_disk(path)[0]["refreshToken"], on_disk(path)[0]["profileArn"])
    assert (Secret("refresh-1"), ARN) == (found.tokens.refresh_token, found.tokens.profile_arn)


async def test_a_profile_is_written(path: Path):
    """The social service tells it with every renewal."""
    await opened(path, [entry()]).save_tokens(1, Tokens(profile_arn=ARN))
    assert ARN == on_disk(path)[0]["profileArn"]


async def test_the_previous_content_is_kept(path: Path):
    """A person can look at what there was before."""
    store = opened(path, [entry()])
    before = path.read_bytes()
    await store.save_tokens(1, RENEWED)
    assert before == path.with_name("credentials.json.bak").read_bytes()


async def test_a_lone_surrogate_survives(path: Path):
    """JSON can escape what UTF-8 cannot say."""
    path.write_text('[{"id": 1, "refreshToken": "r", "note": "\\ud800"}]')
    await opened(path).save_tokens(1, RENEWED)
    assert "\ud800" == on_disk(path)[0]["note"]


async def test_ids_and_machine_ids_are_completed_once(path: Path):
    """They are what other programs and the upstream know a credential by."""
    await opened(
        path, [{"refreshToken": "test_refresh_token"}, {"kiroApiKey": "ksk_test"}]
    ).complete()
    derived = "d8f9e744094de07e7773b722f04e18417ab6ea08442df337812cd632e1c92e40"
    assert {"refreshToken": "test_refresh_token", "id": 1, "machineId": derived} == on_disk(path)[0]
    assert 2 == on_disk(path)[1]["id"]


async def test_a_complete_file_is_not_written(path: Path):
    """A start that changes nothing leaves no trace."""
    store = opened(path, [entry()])
    before = path.stat()
    await store.complete()
    assert before == path.stat()
    assert not path.with_name("credentials.json.bak").exists()


async def test_without_a_file_there_is_nothing_to_complete(path: Path):
    """No file is made where there was none."""
    await opened(path).complete()
    assert not path.exists()


async def test_a_file_that_cannot_be_written_is_told_at_the_start():
    """Otherwise the first renewal would be the first to notice."""
    with file_of_nobody(json.dumps([entry()]).encode()) as path:
        store = opened(path)
        await store.complete()
        path.chmod(0o400)
        path.parent.chmod(0o500)
        with (
            being_nobody(),
            pytest.raises(StoreUnwritable, match="the file and its directory are read-only"),
        ):
            await store.complete()


async def test_a_machine_id_outlives_the_token_it_was_derived_from(path: Path):
    """A machine that changed with every rotation would look like many machines."""
    store = opened(path, [{"refreshToken": "refresh-1"}])
    before = store.credentials()[0].machine_id
    found = await store.save_tokens(1, RENEWED)
    assert (before, before) == (found.machine_id, on_disk(path)[0]["machineId"])
    assert before == opened(path).credentials()[0].machine_id


async def test_a_machine_id_that_was_taken_out_comes_back(path: Path):
    """Somebody has restored an older file."""
    store = opened(path, [entry()])
    edit(path, machineId=None, refreshToken="signed-in-again")
    assert MACHINE == (await store.reread(1)).machine_id
    await store.complete()
    assert MACHINE == on_disk(path)[0]["machineId"]


async def test_edits_made_meanwhile_are_kept(path: Path):
    """The file is read again before it is written."""
    store = opened(path, [entry(), entry(2)])
    edit(path, priority=5, note="mine")
    edit(path, place=1, disabled=True)
    found = await store.save_tokens(1, RENEWED)
    assert [{**entry(priority=5, note="mine"), **WRITTEN}, entry(2, disabled=True)] == on_disk(path)
    assert 5 == found.priority
    assert store.credentials()[1].disabled


async def test_entries_that_come_and_go_are_followed(path: Path):
    """One that was added is used, one that was taken out is not."""
    store = opened(path, [entry(), entry(2)])
    path.write_text(json.dumps([entry(2), entry(3)]))
    await store.reread(2)
    assert [2, 3] == [found.id for found in store.credentials()]
    with pytest.raises(KeyError):
        await store.reread(1)


async def test_a_renewal_by_another_client_is_taken_over(path: Path):
    """Their refresh token is the one that lives."""
    store = opened(path, [entry()])
    edit(path, refreshToken="theirs", accessToken="their-access")
    found = await store.reread(1)
    assert (Secret("theirs"), Secret("their-access")) == (
        found.tokens.refresh_token,
        found.tokens.access_token,
    )


async def test_a_sign_in_during_a_renewal_wins(path: Path):
    """A token that we never had is newer than the one that we were just granted."""
    store = opened(path, [entry()])
    edit(path, refreshToken="signed-in-again")
    found = await store.save_tokens(1, RENEWED)
    assert "signed-in-again" == on_disk(path)[0]["refreshToken"]
    assert Secret("signed-in-again") == found.tokens.refresh_token


async def test_a_spent_token_that_is_put_back_does_not_win(path: Path):
    """An editor that was open during a renewal saves what it had."""
    store = opened(path, [entry()])
    await store.save_tokens(1, RENEWED)
    edit(path, refreshToken="refresh-1", accessToken="access", note="edited")
    assert Secret("new-refresh") == (await store.reread(1)).tokens.refresh_token
    await store.complete()
    assert [{**entry(), **WRITTEN, "note": "edited"}] == on_disk(path)


UNREADABLE = [b"", b'[{"id": 1, "refreshToken": "refr', b"\xff", b"5"]


@pytest.mark.parametrize("data", UNREADABLE, ids=["empty", "truncated", "not UTF-8", "a number"])
async def test_a_file_that_is_broken_is_never_overwritten(path: Path, data: bytes):
    """It may be the middle of somebody's edit, or all that is left of a sign-in."""
    store = opened(path, [entry()])
    path.write_bytes(data)
    assert Secret("refresh-1") == (await store.reread(1)).tokens.refresh_token
    await unwritten(store, 1, RENEWED)
    assert data == path.read_bytes()
    assert Secret("new-refresh") == store.credentials()[0].tokens.refresh_token


async def test_a_file_that_is_gone_is_not_made_again(path: Path):
    """Its directory may be on its way to another place."""
    store = opened(path, [entry()])
    path.unlink()
    assert Secret("refresh-1") == (await store.reread(1)).tokens.refresh_token
    assert "No such file or directory" == (await unwritten(store, 1, RENEWED)).why
    assert not path.exists()


async def test_what_could_not_be_written_is_written_with_the_next(path: Path):
    """A disk that was full for an hour costs nobody a sign-in."""
    store = opened(path, [entry(), entry(2)])
    with full_disk():
        failed = await unwritten(store, 1, RENEWED)
    assert (str(path), "File too large") == (failed.path, failed.why)
    await store.save_tokens(2, Tokens(refresh_token=Secret("second")))
    assert ["new-refresh", "second"] == [found["refreshToken"] for found in on_disk(path)]


async def test_what_could_not_be_written_survives_a_look_at_the_file(path: Path):
    """The file still holds the token that was spent for the one in memory."""
    store = opened(path, [entry()])
    with full_disk():
        await unwritten(store, 1, RENEWED)
    edit(path, priority=5)
    found = await store.reread(1)
    assert (Secret("new-refresh"), 5) == (found.tokens.refresh_token, found.priority)


async def test_access_alone_that_could_not_be_written_survives_too(path: Path):
    """A renewal without a rotation leaves the same refresh token on both sides."""
    store = opened(path, [entry(accessToken="access")])
    with full_disk():
        await unwritten(store, 1, Tokens(access_token=Secret("new-access"), expires_at=END))
    assert Secret("new-access") == (await store.reread(1)).tokens.access_token


async def test_a_new_sign_in_replaces_what_could_not_be_written(path: Path):
    """Ours belongs to a sign-in that is over."""
    store = opened(path, [entry()])
    with full_disk():
        await unwritten(store, 1, RENEWED)
    edit(path, refreshToken="signed-in-again")
    assert Secret("signed-in-again") == (await store.reread(1)).tokens.refresh_token
    await store.complete()
    assert "signed-in-again" == on_disk(path)[0]["refreshToken"]


async def test_tokens_of_an_entry_that_is_gone_go_with_it(path: Path):
    """Its number may mean another account by now."""
    store = opened(path, [entry(), entry(2)])
    with full_disk():
        await unwritten(store, 1, RENEWED)
    for document in (
        [entry(2)],
        [entry(1, refreshToken="another"), entry(2)],
        [entry(1, refreshToken="another", accessToken="theirs"), entry(2)],
        [entry(1, refreshToken="another", accessToken="newer"), entry(2)],
    ):
        path.write_text(json.dumps(document))
        await store.reread(2)
    assert Secret("newer") == store.credentials()[0].tokens.access_token


async def test_tokens_are_not_written_into_another_kind_of_entry(path: Path):
    """What was a sign-in may have become an API key."""
    store = opened(path, [entry()])
    path.write_text(json.dumps([{"id": 1, "kiroApiKey": "ksk_example", "machineId": MACHINE}]))
    await store.save_tokens(1, RENEWED)
    assert "refreshToken" not in on_disk(path)[0]


async def test_a_slip_in_an_edit_does_not_end_the_credential(path: Path):
    """It is used as it was, and its tokens are still written."""
    store = opened(path, [entry()])
    edit(path, priority="first")
    assert Secret("refresh-1") == (await store.reread(1)).tokens.refresh_token
    await store.save_tokens(1, RENEWED)
    assert [{**entry(priority="first"), **WRITTEN}] == on_disk(path)


async def test_an_entry_that_was_never_usable_stays_as_it_is(path: Path):
    """It is not used, and its members are nobody's to complete."""
    store = opened(path, [{"authMethod": "idc"}, entry(2)])
    await store.save_tokens(2, RENEWED)
    assert [2] == [found.id for found in store.credentials()]
    assert {"authMethod": "idc"} == on_disk(path)[0]


async def test_an_older_look_does_not_undo_a_newer_one(path: Path):
    """Threads may end in another order than they read the file."""
    store = opened(path, [entry()])
    older = store._look()
    edit(path, priority=5)
    await store.reread(1)
    store._adopt(older)
    assert 5 == store.credentials()[0].priority


async def test_guests_come_first_and_are_never_written(path: Path):
    """The key of the environment stays there."""
    (guest,) = load_credentials(path, {"KIRO_API_KEY": "ksk_example"}).guests
    store = opened(path, [entry()], [guest])
    await store.save_tokens(1, RENEWED)
    assert [0, 1] == [found.id for found in store.credentials()]
    assert guest is await store.reread(0)
    assert Secret("new-refresh") == (await store.reread(1)).tokens.refresh_token
    assert b"ksk_example" not in path.read_bytes()


async def test_writers_take_turns(path: Path):
    """However many renewals end at once, every token is on the disk."""
    numbers = range(1, 21)
    store = opened(path, [entry(number) for number in numbers])
    await asyncio.gather(
        *(
            store.save_tokens(number, Tokens(refresh_token=Secret(f"new-{number}")))
            for number in numbers
        )
    )
    expected = [f"new-{number}" for number in numbers]
    assert expected == [found["refreshToken"] for found in on_disk(path)]
    assert [Secret(token) for token in expected] == [
        found.tokens.refresh_token for found in store.credentials()
    ]


async def test_a_writer_that_is_cancelled_has_written(path: Path):
    """What a thread has begun it finishes, and the next writer waits for it."""
    store = opened(path, [entry(), entry(2)])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await store.save_tokens(1, RENEWED)
    await store.save_tokens(2, Tokens(refresh_token=Secret("second")))
    assert ["new-refresh", "second"] == [found["refreshToken"] for found in on_disk(path)]
    assert Secret("new-refresh") == store.credentials()[0].tokens.refresh_token


async def test_a_token_that_was_noted_survives_being_killed(path: Path):
    """The next process finds the note, and puts the token into the file."""
    opened(path, [entry()])
    RescueNotes(path).leave(1, Secret("refresh-1"), RENEWED)
    found = await opened(path).reread(1)
    assert RENEWED.refresh_token == found.tokens.refresh_token
    assert entry() | WRITTEN == on_disk(path)[0]
    assert [] == list(path.parent.glob(".*.rescue"))


async def test_a_note_stays_as_long_as_its_token_is_not_written(path: Path):
    """A full disk may have had room for it."""
    store = opened(path, [entry()])
    with full_disk():
        await unwritten(store, 1, RENEWED)
    RescueNotes(path).leave(1, Secret("refresh-1"), RENEWED)
    await store.refresh()
    assert [] == list(path.parent.glob(".*.rescue"))


async def test_a_note_about_an_older_token_is_not_taken(path: Path):
    """The file has been signed in anew since."""
    RescueNotes(path).leave(1, Secret("an-older-one"), RENEWED)
    found = await opened(path, [entry()]).reread(1)
    assert Secret("refresh-1") == found.tokens.refresh_token
