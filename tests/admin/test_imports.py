"""Sign-ins are taken over from elsewhere: looked at, added once, proven."""

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from admin.keeping import POOL, V1, Scene, crowd, scene
from admin.pool_in_hand import pool
from fakes import FakeClock
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.admin.imports import Importing
from kiro_py.admin.jobs import MOST_RUNNING, Jobs, Outcome, Step, Work
from kiro_py.config.credentials import read_roster
from kiro_py.config.foreign.interpreter import ForeignTongues
from kiro_py.ports.history import NoHistory
from kiro_py.simulator.faults.effects import Answer
from kiro_py.wire.admin.imports import ImportText

IMPORT, PREVIEW = f"{POOL}/import", f"{POOL}/import/preview"
DOWN = Answer(status=500, body={"message": "down"})


async def run(subject: Scene, text: str, **more: Any) -> dict[str, Any]:
    begun = await subject.ask("POST", IMPORT, {"text": text, **more})
    assert 201 == begun.status, begun.body
    return await subject.ended(begun.body["id"])


def told(job: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["state"], item["message"]) for item in job["items"]]


def lines(subject: Scene, names: list[str]) -> list[str]:
    return [str(subject.kiro.accounts.credential(name)["refreshToken"]) for name in names]


async def test_what_would_become_of_each_row_is_shown_first(tmp_path: Path):
    """Nothing is added for that, and no secret is told."""
    async with scene(tmp_path, "social") as subject:
        known, new = lines(subject, ["social", "idc"])
        text = f"# mine\n{known}\nksk_example_of_ada\n{new}\nshort\n"
        found = await subject.ask("POST", PREVIEW, {"text": text})
        assert 1 == len(subject.entries)
    assert ("a list", 2, 1, 1) == tuple(
        found.body[name] for name in ("format", "new", "duplicate", "invalid")
    )
    assert [
        ("line 2", "duplicate", "the same refreshToken as credential 1"),
        ("line 3", "new", None),
        ("line 4", "new", None),
        (
            "line 5",
            "invalid",
            "this is neither an API key (ksk_…) nor long enough for a refresh token",
        ),
    ] == [(row["label"], row["status"], row["problem"]) for row in found.body["rows"]]
    assert new not in str(found.body)


async def test_five_hundred_rows_with_three_bad_ones(tmp_path: Path):
    """The others are added in one write, and importing them again adds none."""
    people = crowd(497)
    async with scene(tmp_path, people=people) as subject:
        rows = lines(subject, [each.name for each in people])
        text = "\n".join([*rows[:100], "one", *rows[100:200], "two", *rows[200:], "three"])
        first = await run(subject, text, verify=False, priority=4, groups=["night"])
        assert 497 == len(subject.entries)
        assert all((4, ["night"]) == (e["priority"], e["groups"]) for e in subject.entries)
        second = await run(subject, text, verify=False)
        assert 497 == len(subject.entries)
    assert (500, 497, 3) == (first["total"], first["succeeded"], first["failed"])
    bad = [item for item in first["items"] if item["state"] == "failed"]
    assert ["line 101", "line 202", "line 500"] == [item["label"] for item in bad]
    assert all("nor long enough" in item["message"] for item in bad)
    assert 497 == [item["state"] for item in second["items"]].count("skipped")


async def test_what_is_dead_is_taken_out_again(tmp_path: Path):
    """What is alive stays, with its new tokens."""
    async with scene(tmp_path, revoked="builder-id") as subject:
        entries = [
            subject.kiro.accounts.credential(name, is_fresh=False)
            for name in ("social", "builder-id", "api-key")
        ]
        entries.append({"kiroApiKey": "ksk_example_of_nobody"})
        job = await run(subject, json.dumps(entries))
        assert [1, 3] == [entry["id"] for entry in subject.entries]
    alive, dead, key, nobody = told(job)
    assert ("done", "added; KIRO PRO+: 0.00 of 2,000 credits used") == alive == key
    assert [True, True] == [
        state == "failed" and why.startswith("not added: ") for state, why in (dead, nobody)
    ]


async def test_what_could_not_be_asked_stays(tmp_path: Path):
    """Its refresh token may be spent by now; it can be tried again."""
    async with scene(tmp_path) as subject:
        subject.kiro.faults.add(DOWN, operation="GetUsageLimits", times=None)
        entry = subject.kiro.accounts.credential("social", is_fresh=False)
        job = await run(subject, json.dumps(entry))
        assert [1] == [entry["id"] for entry in subject.entries]
        subject.kiro.faults.clear()
        again = await subject.ask("POST", f"{V1}/jobs/{job['id']}/retry")
        assert 201 == again.status
    ((state, why),) = told(job)
    assert ("failed", True) == (state, why.startswith("added, but not proven: "))


async def test_an_account_is_known_by_the_address_that_it_tells(tmp_path: Path):
    """Its entry need not have one."""
    async with scene(tmp_path, "social") as subject:
        await subject.ask("POST", f"{POOL}/1/quota")
        other = {"refreshToken": "y" * 40, "email": "social@example.com", "provider": "Google"}
        found = await subject.ask("POST", PREVIEW, {"text": json.dumps(other)})
    (row,) = found.body["rows"]
    assert "the same e-mail address and sign-in as credential 1" == row["problem"]


async def test_a_token_of_before_is_known_again(tmp_path: Path):
    """The same export adds nobody after the tokens have been renewed."""
    database = Database(in_file(tmp_path / "kiro-py.db"))
    async with scene(tmp_path, "social", database=database) as subject:
        (export,) = lines(subject, ["social"])
        await subject.do(1, "refresh")
        found = await subject.ask("POST", PREVIEW, {"text": export})
        past = (await subject.ask("GET", f"{POOL}/1/history")).body["items"]
    (row,) = found.body["rows"]
    assert ("duplicate", "an earlier refreshToken of credential 1") == (
        row["status"],
        row["problem"],
    )
    assert ["change", "renewal"] == [each["kind"] for each in past]


async def test_two_imports_at_once_add_everybody_once(tmp_path: Path):
    """The second one finds what the first has added."""
    people = crowd(20)
    async with scene(tmp_path, people=people) as subject:
        text = "\n".join(lines(subject, [each.name for each in people]))
        body = {"text": text, "verify": False}
        first = await subject.ask("POST", IMPORT, body)
        second = await subject.ask("POST", IMPORT, body)
        assert 20 == len(subject.entries)
    assert [20, 0] == [first.body["succeeded"], second.body["succeeded"]]


async def test_what_cannot_be_read_is_refused_as_a_whole(tmp_path: Path):
    """It is said where it breaks off, or how else it is imported."""
    async with scene(tmp_path) as subject:
        broken = await subject.ask("POST", PREVIEW, {"text": '{"accounts": ['})
        database = await subject.ask("POST", IMPORT, {"text": "SQLite format 3\0…"})
        empty = await subject.ask("POST", IMPORT, {"text": " "})
    assert [(400, "invalid_request")] * 3 == [broken.error, database.error, empty.error]
    assert "breaks off" in broken.message
    assert "kiro-py credentials import" in database.message


class BusyHour(NoHistory):
    """While it is asked, as many jobs begin as may run."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs

    async def owners(self, marks: Collection[str]) -> Mapping[str, int]:
        for _ in range(MOST_RUNNING):
            self.jobs.begin(Work("verify", _nothing), [Step(1, "someone")])
        return await super().owners(marks)


async def _nothing(numbers: Sequence[int]) -> Sequence[Outcome]:
    return [Outcome("done", "")] * len(numbers)


async def test_what_is_added_is_told_whatever_has_begun_meanwhile(tmp_path: Path):
    """A refusal would say that nothing is done, when the credentials are there, unproven."""
    hand = pool(tmp_path)
    jobs = Jobs(FakeClock(), hand.notes, lambda _: None, lambda _, __: None)
    subject = Importing(
        hand.register,
        ForeignTongues(lambda data: read_roster(data, "")),
        BusyHour(jobs),
        hand.questions,
        jobs,
        hand.notes,
    )
    begun = await subject.run(ImportText(text="aor-example-refresh-token-of-ada"))
    assert (1, 1) == (begun.total, len(hand.entries))
