"""Credentials are looked up, and are called something also when they are gone."""

from pathlib import Path

import pytest

from admin.pool_in_hand import key, pool
from fakes_credentials import answer
from kiro_py.admin.refusals import KeeperRefused
from kiro_py.admin.register import current_of

USAGE = answer(
    200,
    {
        "usageBreakdownList": [{"resourceType": "CREDIT", "currentUsage": 1, "usageLimit": 10}],
        "userInfo": {"userId": "d-1", "email": "ada@example.com"},
    },
)


def test_the_best_comes_first_and_is_current(tmp_path: Path):
    """Unless it is left out."""
    register = pool(tmp_path, key(3), key(1, disabled=True), key(2)).register
    subjects = register.subjects()
    assert [1, 2, 3] == [subject.credential.id for subject in subjects]
    assert 2 == current_of(subjects)
    assert current_of([]) is None


def test_nobody_is_not_found(tmp_path: Path):
    """It is said which number."""
    with pytest.raises(KeeperRefused, match="no credential 7") as refused:
        pool(tmp_path, key(1)).register.find(7)
    assert 404 == refused.value.status


async def test_a_name_is_an_address_or_a_number(tmp_path: Path):
    """The address of the file, or the one that the account tells."""
    subject = pool(tmp_path, key(1, email="grace@example.com"), key(2), answers=[USAGE])
    names = [subject.register.name_of(number) for number in (1, 2, 9)]
    assert ["grace@example.com", "credential 2", "credential 9"] == names
    await subject.questions.quota(2)
    assert "ada@example.com" == subject.register.name_of(2)
