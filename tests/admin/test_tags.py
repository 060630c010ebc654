"""A change is meant for a version, or for whatever is there."""

import pytest

from kiro_py.admin.tags import is_meant, tagged


@pytest.mark.parametrize(
    ("expected", "if_match"),
    [
        (True, None),
        (True, '"v2"'),
        (True, "v2"),
        (True, 'W/"v2"'),
        (True, '"v1", "v2"'),
        (True, "*"),
        (False, '"v1"'),
        (False, ""),
    ],
)
def test_a_version_is_meant(*, expected: bool, if_match: str | None):
    """With quotation marks or without, as one of several, or as any."""
    assert expected is is_meant(if_match, "v2")


def test_a_version_is_told_in_quotation_marks():
    """As HTTP writes them."""
    assert {"etag": '"v2"'} == tagged("v2")
