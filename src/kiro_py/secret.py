"""I hold a secret so that nobody prints it by accident."""

import hashlib
import hmac


class Secret:
    """A string that shows itself only to `reveal`.

    `repr`, `str` and formatting give a mask; equality takes constant time.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself, for the wire or the file it belongs to."""
        return self._value

    def fingerprint(self) -> str:
        """Return 12 hex digits that tell two secrets apart without showing either."""
        return hashlib.sha256(self._value.encode()).hexdigest()[:12]

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._digest(), other._digest())

    def __hash__(self) -> int:
        return hash(self._digest())

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not pickled: reveal it where it is needed")

    def _digest(self) -> bytes:
        return hashlib.sha256(self._value.encode()).digest()
