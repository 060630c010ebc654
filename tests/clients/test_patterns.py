"""Patterns of models."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiro_py.clients.patterns import is_allowed, matches


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("claude-sonnet-*", "claude-sonnet-4.5"),
        ("claude-sonnet-4-5", "claude-sonnet-4.5"),
        ("Claude-Sonnet-4.5 ", "claude-sonnet-4-5"),
        ("*", "glm-5"),
        ("*haiku*", "claude-haiku-4.5"),
        ("claude-*-4.5", "claude-opus-4.5"),
        ("claude-*", "claude-"),
    ],
)
def test_a_pattern_means_its_models(pattern: str, name: str):
    """Stars stand for anything, dots are dashes, and letter case is none."""
    assert matches(pattern, name)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("claude-sonnet-*", "claude-opus-4.6"),
        ("claude-sonnet-4-5", "claude-sonnet-4.5-thinking"),
        ("sonnet", "claude-sonnet-4.5"),
        ("claude-*-4.5", "claude-4.5"),
        ("*-a*a", "x-a"),
        ("claude-[so]*", "claude-sonnet-4.5"),
        ("claude.sonnet?4", "claude-sonnet-4"),
        ("", "claude-sonnet-4.5"),
    ],
)
def test_a_pattern_means_no_other(pattern: str, name: str):
    """It covers the whole name, and nothing but a star is special."""
    assert not matches(pattern, name)


def test_any_pattern_and_any_name_will_do():
    """No pattern allows all; of several, and of several names, one is enough."""
    assert is_allowed((), ("anything",))
    assert is_allowed(("glm-*", "claude-*"), ("fast", "claude-haiku-4.5"))
    assert not is_allowed(("glm-*", "kimi-*"), ("fast", "claude-haiku-4.5"))


@given(st.text("ab-.*", max_size=8), st.text("ab-.", max_size=12))
def test_a_star_is_any_text(pattern: str, name: str):
    """It means what the plain expression with `.*` for each star means."""
    plain = ".*".join(re.escape(part) for part in pattern.replace(".", "-").split("*"))
    expected = re.fullmatch(plain, name.replace(".", "-")) is not None
    assert expected is matches(pattern, name)


def test_a_hostile_pattern_takes_no_time():
    """Stars by the hundred are looked for one after the other, never again."""
    began = time.perf_counter()
    assert not matches("*a" * 100 + "b", "a" * 100_000)
    assert 1.0 > time.perf_counter() - began
