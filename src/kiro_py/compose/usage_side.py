"""What the keeper sees of the books, put together."""

from collections import Counter
from collections.abc import Callable

from litestar import Router

from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.usage_reader import UsageReader
from kiro_py.admin.details import state_of
from kiro_py.admin.register import Register
from kiro_py.admin.used import Names, PoolNow, Used
from kiro_py.admin.v1 import usage
from kiro_py.ports.clock import Clock


def usage_routes(
    database: Database, clock: Clock, register: Register, name_of_key: Callable[[int], str | None]
) -> Router:
    """Return the routes of what was used; `name_of_key` knows no name of a key that is gone."""

    def pool() -> PoolNow:
        subjects = register.subjects()
        return PoolNow(
            states=dict(sorted(Counter[str](map(state_of, subjects)).items())),
            in_flight=sum(subject.use.in_flight for subject in subjects),
            unsaved=sorted(register.store.unsaved),
        )

    names = Names(name_of_key, register.name_of)
    return usage.routes(Used(UsageReader(database), clock, names, pool))
