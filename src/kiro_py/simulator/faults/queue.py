"""I keep the faults that are still to be committed, and say which one a call meets."""

import msgspec

from kiro_py.simulator.address import Operation
from kiro_py.simulator.faults.effects import Effect, Fault

_OPERATIONS = frozenset(operation.value for operation in Operation)


class Faults:
    """The faults to come, oldest first.  One call meets one fault: the first that matches."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def waiting(self) -> tuple[Fault, ...]:
        """The faults that have not been committed often enough."""
        return tuple(self._waiting)

    def add(
        self,
        *effects: Effect,
        operation: str | None = None,
        account: str | None = None,
        times: int | None = 1,
        skip: int = 0,
    ) -> Fault:
        """Commit `effects` together on the next matching calls.

        Raises `ValueError` for an operation that there is not.
        """
        fault = Fault(effects=effects, operation=operation, account=account, times=times, skip=skip)
        return self.put(fault)

    def put(self, fault: Fault) -> Fault:
        """Add a fault as it is."""
        if fault.operation is not None and fault.operation not in _OPERATIONS:
            known = ", ".join(sorted(_OPERATIONS))
            raise ValueError(f"operation {fault.operation!r}: expected one of {known}")
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Forget every fault to come."""
        self._waiting.clear()

    def take(self, operation: str, account: str | None) -> tuple[Effect, ...]:
        """Return the effects for a call that has come; each fault counts the calls it matches."""
        for index, fault in enumerate(self._waiting):
            if fault.operation not in {None, operation} or fault.account not in {None, account}:
                continue
            if fault.skip > 0:
                self._waiting[index] = msgspec.structs.replace(fault, skip=fault.skip - 1)
                continue
            self._count(index, fault)
            return fault.effects
        return ()

    def _count(self, index: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._waiting[index]
        else:
            self._waiting[index] = msgspec.structs.replace(fault, times=fault.times - 1)
