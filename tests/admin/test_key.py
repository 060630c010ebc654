"""The admin key, and what stands for it."""

import pytest

from kiro_py.admin.key import AdminKey, shown_keys
from kiro_py.secret import Secret

KEY = AdminKey(Secret(" admin-schlüssel "))


@pytest.mark.parametrize(
    ("expected", "shown"),
    [
        (True, ["admin-schlüssel"]),
        (True, ["another", " admin-schlüssel"]),
        (False, ["another"]),
        (False, ["admin-schlüssel-and-more"]),
        (False, [""]),
        (False, []),
    ],
)
def test_only_the_key_is_the_key(expected: bool, shown: list[str]):  # noqa: FBT001 -- a table
    """Space around it means nothing; with several keys one that is right is enough."""
    assert expected == KEY.is_among([each.encode() for each in shown])


@pytest.mark.parametrize(
    ("expected", "headers"),
    [
        ([b"a"], {"x-api-key": " a "}),
        ([b"b"], {"authorization": "bearer b"}),
        ([b"a", b"b"], {"x-api-key": "a", "authorization": "Bearer b"}),
        ([], {"authorization": "Basic b"}),
        ([], {"x-api-key": " "}),
        (["ü".encode()], {"x-api-key": "ü".encode().decode("latin-1")}),
    ],
)
def test_keys_are_read_from_two_headers(expected: list[bytes], headers: dict[str, str]):
    """They are the bytes that were sent."""
    assert expected == shown_keys(headers)


def test_another_key_makes_another_seal():
    """What one key has made is worth nothing under the next one."""
    other = AdminKey(Secret("another"))
    assert KEY.seal(b"a") == AdminKey(Secret("admin-schlüssel")).seal(b"a")
    assert 3 == len({KEY.seal(b"a"), KEY.seal(b"b"), other.seal(b"a")})
