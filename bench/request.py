"""How long a large request takes between the client's bytes and Kiro's."""

import time
from dataclasses import dataclass

from bench.session import long_session
from bench.sizes import Sizes
from kiro_py.exchange.addressing import Addressing
from kiro_py.kiro.address import AddressBook
from kiro_py.kiro.identity import Identity
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.public.intake import read_messages
from kiro_py.secret import Secret
from kiro_py.translate.models import resolve
from kiro_py.translate.request import conversation_id, to_kiro
from kiro_py.translate.tokens import estimate

ADDRESSING = Addressing(
    AddressBook(
        identity=Identity(kiro_version="0.9.2", system_version="linux#6.1", node_version="22.21.1")
    )
)
CREDENTIAL = Credential(id=1, auth_method=AuthMethod.API_KEY, kiro_api_key=Secret("ksk_example"))


@dataclass(frozen=True, slots=True)
class Request:
    """Milliseconds of each step, in the best of the rounds, and the size in bytes."""

    size: int
    parse: float
    translate: float
    estimate: float
    encode: float

    @property
    def total(self) -> float:
        """All steps together."""
        return self.parse + self.translate + self.estimate + self.encode


def measure(sizes: Sizes) -> Request:
    """Return the round that took the least time."""
    body = long_session(sizes.request_bytes)
    return min((_round(body) for _ in range(sizes.request_rounds)), key=lambda best: best.total)


def _round(body: bytes) -> Request:
    began = time.perf_counter()
    asked = read_messages(body)
    parsed = time.perf_counter()
    model = resolve(asked.model, aliases={}, available=None).model
    translated = to_kiro(asked, model, conversation_id=conversation_id(asked))
    said = time.perf_counter()
    estimate(asked)
    estimated = time.perf_counter()
    ADDRESSING.generate(translated.body, CREDENTIAL, host=0, attempt=1)
    ended = time.perf_counter()
    return Request(
        size=len(body),
        parse=(parsed - began) * 1e3,
        translate=(said - parsed) * 1e3,
        estimate=(estimated - said) * 1e3,
        encode=(ended - estimated) * 1e3,
    )
