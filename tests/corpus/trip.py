"""A client's request on its way to Kiro, and what the service says to it; no socket is needed."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from fakes import FakeClock
from fakes_media import FakePdfs
from kiro_py.adapters.pillow_images import PillowPictures
from kiro_py.exchange.attachments import Attachments
from kiro_py.exchange.urls import NoWeb
from kiro_py.public.intake import read_messages
from kiro_py.simulator.accounts.mint import Mint
from kiro_py.simulator.address import Address, Host, Operation
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.catalogue import CATALOGUE, MODELS
from kiro_py.simulator.model.conversation import Conversation
from kiro_py.simulator.model.signatures import Signer
from kiro_py.simulator.replies import Refusal
from kiro_py.simulator.settings import Settings
from kiro_py.simulator.strictness.inspection import Sender
from kiro_py.simulator.strictness.judge import judge, judge_bytes
from kiro_py.translate.attached import has_attachments
from kiro_py.translate.models import from_listing, resolve
from kiro_py.translate.request import conversation_id, to_kiro
from kiro_py.wire.kiro.request import GenerateRequest

Json = dict[str, Any]

LISTED: Final = from_listing(
    {
        "modelId": model.id,
        "tokenLimits": {
            "maxInputTokens": model.max_input_tokens,
            "maxOutputTokens": model.max_output_tokens,
        },
        "additionalModelRequestFieldsSchema": model.fields_schema,
    }
    for model in CATALOGUE
)
"""The models as the gateway learns of them."""

STRICTEST: Final = Settings()
SIGNATURE_INVALID: Final = "THINKING_SIGNATURE_INVALID"

_ATTACHMENTS: Final = Attachments(NoWeb("off"), PillowPictures(), FakePdfs(), FakeClock())
_ADDRESS: Final = Address(Host.RUNTIME, Operation.GENERATE)


def signer(model: str) -> Signer:
    """Return who signs reasoning of `model` for the account that asks here."""
    return Signer(Mint("seed"), "account", model)


_SENDER: Final = Sender("account", MODELS, signer, lambda _: ())


def verdict(body: GenerateRequest, settings: Settings = STRICTEST) -> Conversation | Refusal:
    """Return the conversation that the service reads, or its refusal."""
    raw = msgspec.json.encode(body)
    call = Call(
        number=1,
        address=_ADDRESS,
        operation="GenerateAssistantResponse",
        method="POST",
        path="/generateAssistantResponse",
        query={},
        headers={},
        raw=raw,
        body=msgspec.json.decode(raw),
    )
    return judge_bytes(call, settings) or judge(call, _SENDER, settings)


@dataclass(frozen=True, slots=True)
class Trip:
    """What arrived, as JSON; `refusal` is what the service has against it."""

    body: Json
    refusal: Refusal | None


def travel(written: Json) -> Trip:
    """Take a request the whole way: front door, fitting, translation, the service's judgement.

    A signature that the service does not know costs the reasoning, as it does in the gateway.
    Raises `RequestRefused` when the gateway itself turns the request away.
    """
    request = read_messages(msgspec.json.encode(written))
    resolved = resolve(request.model, aliases={}, available=LISTED)
    if has_attachments(request):
        request = asyncio.run(_ATTACHMENTS.ready(request, resolved.model))
    translated = to_kiro(
        request,
        resolved.model,
        conversation_id=conversation_id(request),
        thinking_from_name=resolved.thinking_suffix,
    )
    body = translated.body
    found = verdict(body)
    if isinstance(found, Refusal) and found.reason == SIGNATURE_INVALID:
        body = translated.without_reasoning()
        found = verdict(body)
    arrived = msgspec.json.decode(msgspec.json.encode(body))
    return Trip(arrived, found if isinstance(found, Refusal) else None)
