"""What a house is built of."""

from pathlib import Path

from fakes import Forgetful
from house import api_key
from kiro_py.adapters.database.engine import Database, in_file
from kiro_py.compose.parts import Parts
from kiro_py.compose.sharing import Seat, Sharing


def test_who_shares_nothing_serves_alone(tmp_path: Path):
    """Limits and seats are divided by one."""
    alone = Parts(store=api_key(), memory=Forgetful())
    assert (1, []) == (alone.presence.count, [*alone.presence.others()])
    database = Database(in_file(tmp_path / "kiro-py.db"))
    sharing = Sharing.of_workers(database, Seat("one"), print)
    shared = Parts(store=api_key(), memory=Forgetful(), sharing=sharing)
    assert sharing.presence is shared.presence
