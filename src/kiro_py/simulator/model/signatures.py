"""I sign reasoning so that it can be replayed, by the same account to the same model, unchanged."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from kiro_py.simulator.accounts.mint import Mint

_NONCE_LENGTH = 16


class Verdict(Enum):
    """What a signature is worth."""

    GENUINE = "genuine"
    FORGED = "forged"
    ELSEWHERE = "made for another account or model"


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes and checks signatures bound to one account and one model."""

    mint: Mint
    account: str
    model: str

    def sign(self, text: str, occasion: str) -> str:
        """Return the signature of `text`; `occasion` keeps equal texts apart."""
        nonce = self.mint.mac("nonce", occasion)[:_NONCE_LENGTH]
        return base64.b64encode((nonce + self.proof(text, nonce)).encode()).decode()

    def check(self, signature: str, text: str, others: Iterable["Signer"]) -> Verdict:
        """Judge a signature under `text`; `others` are the signers it may have come from."""
        try:
            plain = base64.b64decode(signature, validate=True).decode("ascii")
        except (binascii.Error, ValueError):
            return Verdict.FORGED
        nonce, proof = plain[:_NONCE_LENGTH], plain[_NONCE_LENGTH:]
        if self.proof(text, nonce) == proof:
            return Verdict.GENUINE
        if any(other.proof(text, nonce) == proof for other in others):
            return Verdict.ELSEWHERE
        return Verdict.FORGED

    def proof(self, text: str, nonce: str) -> str:
        """Return the part of a signature that cannot be guessed."""
        digest = self.mint.mac("reasoning", self.account, self.model, text, nonce)
        return digest + self.mint.mac(digest)
