"""Accounts in JSON."""

import msgspec
import pytest

from kiro_py.simulator.accounts.account import DEFAULT_ACCOUNTS, Account, Kind


def test_there_is_one_of_each_kind():
    """By default every kind of account has one, named after it."""
    assert {kind.value: kind for kind in Kind} == {
        account.name: account.kind for account in DEFAULT_ACCOUNTS
    }


def test_an_account_is_read_from_json():
    """Names are in camel case, and what is left out has a default."""
    raw = b'{"name":"team","kind":"idc","creditLimit":5}'

    assert Account(name="team", kind=Kind.IDC, credit_limit=5.0) == msgspec.json.decode(
        raw, type=Account
    )


def test_an_unknown_member_is_refused():
    """A slip of the pen is told, not passed over."""
    with pytest.raises(msgspec.ValidationError, match="credit_limit"):
        msgspec.json.decode(b'{"name":"a","kind":"idc","credit_limit":5}', type=Account)


def test_an_account_has_a_mail_address():
    """Without a mail address of its own an account has a fictional one."""
    assert "team@example.com" == Account(name="team", kind=Kind.IDC).address
