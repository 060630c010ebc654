"""The pool as a list."""

from pathlib import Path
from urllib.parse import quote

import pytest

from admin.keeping import POOL, crowd, scene

THREE = ("api-key", "social", "idc")
ABOUT = {
    1: {"email": "ada@example.com", "note": "for the night", "groups": ["night", "all"]},
    2: {"email": "grace@example.com", "groups": "all", "disabled": True},
    3: {"email": "Alan@example.com", "machineId": "cd" * 32},
}


async def test_the_list_tells_of_the_whole_pool(tmp_path: Path):
    """Counts, states, groups and entries that cannot be used, whatever page is asked for."""
    bad = {"refreshToken": "x" * 30, "authMethod": "carrier pigeon", "id": 9}
    async with scene(tmp_path, *THREE, more=ABOUT | {3: ABOUT[3] | bad}) as subject:
        found = (await subject.ask("GET", f"{POOL}?limit=1")).body
    assert (2, 2, 1, 1) == tuple(
        found[name] for name in ("total", "matched", "available", "currentId")
    )
    assert {"disabled": 1, "ready": 1} == found["states"]
    assert ["all", "night"] == found["groups"]
    (problem,) = found["problems"]
    assert problem.startswith("[2].authMethod: ")
    assert [1] == [item["id"] for item in found["items"]]


@pytest.mark.parametrize(
    ("expected", "query"),
    [
        ([1, 2, 3], ""),
        ([1], "search=ADA"),
        ([1], "search=night"),
        ([2], "search=grace%20all"),
        ([3], f"search={'cd' * 32}"),
        ([], "search=nobody"),
        ([2], "state=disabled"),
        ([1, 2, 3], "state=disabled&state=ready"),
        ([3], "authMethod=idc"),
        ([1, 2], "group=all"),
        ([3, 2, 1], "sort=id&direction=desc"),
        ([1, 3, 2], "sort=email"),
        ([2, 3], "offset=1"),
        ([2], "offset=1&limit=1"),
        ([2, 1, 3], "sort=state"),
    ],
)
async def test_the_list_is_searched_filtered_and_sorted(
    tmp_path: Path, expected: list[int], query: str
):
    """Words are found in any letter case, filters are taken together."""
    async with scene(tmp_path, *THREE, more=ABOUT) as subject:
        assert expected == await subject.ids(query)


async def test_whoever_has_no_figure_comes_last(tmp_path: Path):
    """Whichever way it is sorted."""
    async with scene(tmp_path, *THREE) as subject:
        await subject.ask("POST", f"{POOL}/2/quota")
        assert [2, 1, 3] == await subject.ids("sort=remaining")
        assert [2, 1, 3] == await subject.ids("sort=remaining&direction=desc")


async def test_a_list_asks_nobody(tmp_path: Path):
    """It shows what is known."""
    async with scene(tmp_path, *THREE) as subject:
        await subject.ask("GET", POOL)
        assert [] == [call for call in subject.kiro.calls if "sage" in str(call)]


async def test_a_thousand_are_listed_in_one_look(tmp_path: Path):
    """A page has as many as are wanted, and every one of them can be found."""
    people = crowd(1000)
    more = {number: {"email": person.address} for number, person in enumerate(people, 1)}
    names = [person.name for person in people]
    async with scene(tmp_path, *names, people=people, more=more) as subject:
        assert list(range(1, 1001)) == await subject.ids("limit=1000")
        assert [777] == await subject.ids(f"search={quote('person-0777')}")
        calls = len(list(subject.kiro.calls))
        assert [1000, 999] == await subject.ids("sort=id&direction=desc&limit=2")
        assert calls == len(list(subject.kiro.calls))
