"""Credentials in a file."""

import json
from pathlib import Path

from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.cli.doctor.finding import Verdict
from kiro_py.cli.doctor.order import Order
from kiro_py.cli.doctor.place import Place, in_file
from kiro_py.config.load import load
from kiro_py.pool.standing import Standing, State

EXTERNAL = {"refreshToken": "rt", "clientId": "c", "tokenEndpoint": "http://127.0.0.1/token"}


def place(directory: Path, content: object, config: object = None) -> Place:
    order = Order(directory / "config.json", directory / "credentials.json", environ={})
    order.credentials.write_text(content if isinstance(content, str) else json.dumps(content))
    order.credentials.chmod(0o600)
    if config is None:
        return in_file(order, None)
    order.config.write_text(json.dumps(config))
    return in_file(order, load(order.config, {}).settings)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path):
    """There is nobody to ask with then."""
    subject = place(tmp_path, "[")
    assert (None, ()) == (subject.store, subject.credentials)
    checks = [(each.check, each.verdict) for each in subject.findings]
    assert [
        ("credentials", Verdict.FAILURE),
        ("files", Verdict.OK),
        ("files", Verdict.OK),
    ] == checks


def test_one_slip_does_not_hide_the_rest(tmp_path: Path):
    """Credentials are looked at with the settings' providers, or the usual ones without them."""
    allowing = {"apiKey": "key", "identityProviders": ["127.0.0.1"]}
    assert 1 == len(place(tmp_path, EXTERNAL, allowing).enabled)
    assert () == place(tmp_path, EXTERNAL).enabled


def test_what_lies_there_is_known(tmp_path: Path):
    """The entries, how they stand, and who serves."""
    memory = StandingsFile(tmp_path / "credentials.json")
    memory.save(1, Standing(State.SUSPENDED))
    memory.settle()
    keys = [{"kiroApiKey": "ksk_example"}, {"kiroApiKey": "ksk_example2", "disabled": True}]
    subject = place(tmp_path, keys)
    assert {1: State.SUSPENDED} == {key: each.state for key, each in subject.standings.items()}
    assert [2, 1] == [len(subject.credentials), len(subject.enabled)]
    assert ["ksk_example", "ksk_example2"] == [each["kiroApiKey"] for each in subject.entries]
    assert subject.can_keep
