"""What is going to be asked: the model, the translated body, the terms of the reply."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from kiro_py.errors import (
    GatewayError,
    Lack,
    NoCredential,
    RequestRefused,
    UpstreamRefused,
)
from kiro_py.exchange.addressing import Addressing
from kiro_py.exchange.again import Tries
from kiro_py.exchange.ask import Ask
from kiro_py.exchange.counting import Counting
from kiro_py.exchange.lease import Errand
from kiro_py.exchange.permission import may_have, not_allowed, reach_of
from kiro_py.kiro.refusals import (
    BODY_TOO_LARGE,
    MODEL_UNKNOWN,
    PROMPT_TOO_LONG,
    model_unknown,
    prompt_too_long,
)
from kiro_py.pool.credential import Credential
from kiro_py.pool.reach import EVERYWHERE, Reach
from kiro_py.ports.upstream import HttpCall
from kiro_py.translate.limits import limits_of
from kiro_py.translate.models import Model, ResolvedModel, resolve
from kiro_py.translate.reply import ReplyTerms, ThinkingShown
from kiro_py.translate.request import Translated, conversation_id, to_kiro
from kiro_py.translate.tokens import estimate
from kiro_py.wire.kiro.request import GenerateRequest, UserTurn

_TOOL_NUMBER: Final = re.compile(r"tools\.(\d{1,6})\.custom\.input_schema: ")


@dataclass(frozen=True, slots=True)
class Plan:
    """One request, ready to be sent as often as it takes.

    `input_tokens` is what we expect the upstream to count, `estimate` what we count ourselves;
    `translated` is `None` once it will not be sent again.
    """

    model: Model
    translated: Translated | None
    terms: ReplyTerms
    input_tokens: int
    conversation_id: str = ""
    estimate: int = 0
    reach: Reach = EVERYWHERE

    def body(self, tries: Tries) -> GenerateRequest:
        """Return the body, without what the service has refused to take in an earlier try."""
        if self.translated is None:
            raise ValueError("a plan that was forgotten is not sent again")
        body = self.translated.body
        if tries.is_without_reasoning:
            body = self.translated.without_reasoning()
        if tries.is_without_settings:
            body = msgspec.structs.replace(body, additional_model_request_fields=None)
        if tries.is_in_new_conversation:
            body = _in_new_conversation(body)
        return body

    def errand(self, excluded: frozenset[int]) -> Errand:
        """Return what a credential is wanted for: the model, and the conversation."""
        return Errand(self.model.id, self.conversation_id, excluded, self.reach)

    def call(
        self, addressing: Addressing, credential: Credential, *, host: int, tries: Tries
    ) -> HttpCall:
        """Return the call that asks `host` for an answer."""
        body = self.body(tries)
        return addressing.generate(body, credential, host=host, attempt=tries.on_this)

    def told(self, failure: GatewayError) -> GatewayError:
        """Return `failure` in words that need the request; see the function."""
        return told(failure, self)

    def forgotten(self) -> "Plan":
        """Return the plan without its body, which may be megabytes, for as long as it streams."""
        return replace(self, translated=None)


@dataclass(slots=True)
class Planner:
    """Makes plans; `available` is asked anew each time, since the list of models changes.

    It returns the models that the credentials in a reach have.  `aliases` and `extracts_thinking`
    are the owner's, and may change between two plans.
    """

    aliases: Mapping[str, str]
    available: Callable[[Reach], Mapping[str, Model] | None]
    extracts_thinking: bool = True
    counting: Counting = field(default_factory=Counting)

    def resolved(self, name: str, reach: Reach = EVERYWHERE) -> ResolvedModel:
        """Return the model that a client means.  Raises `RequestRefused` when nothing fits."""
        return resolve(name, aliases=self.aliases, available=self.available(reach))

    def granted(self, ask: Ask) -> ResolvedModel:
        """Return the model of `ask`.

        Raises `RequestRefused` when there is none, or when its client may not have it.
        """
        name = ask.request.model
        resolved = self.resolved(name, reach_of(ask.client))
        if not may_have(ask.client, name, resolved.model.id, self.aliases):
            raise not_allowed(ask.client, name)
        return resolved

    def plan(self, ask: Ask) -> Plan:
        """Return the plan for `ask`.

        Raises `RequestRefused` when it cannot be said in Kiro, or when its client may not ask it.
        """
        request = ask.request
        resolved = self.granted(ask)
        conversation = conversation_id(request)
        translated = to_kiro(
            request,
            resolved.model,
            conversation_id=conversation,
            thinking_from_name=resolved.thinking_suffix,
        )
        shown = ThinkingShown.NOTHING
        if translated.wants_thinking:
            is_omitted = request.thinking is not None and request.thinking.display == "omitted"
            shown = ThinkingShown.SIGNATURE_ONLY if is_omitted else ThinkingShown.WHOLE
        terms = ReplyTerms(
            message_id=ask.message_id,
            model=request.model,
            original_name=translated.tool_names.original,
            thinking=shown,
            reads_tags=translated.reads_tags and (request.stream or self.extracts_thinking),
            limits=limits_of(request, resolved.model),
        )
        weight = estimate(request)
        tokens = self.counting.of(resolved.model.id).whole(weight)
        reach = reach_of(ask.client)
        return Plan(resolved.model, translated, terms, tokens, conversation, weight, reach)


def told(failure: GatewayError, plan: Plan) -> GatewayError:
    """Return `failure` in words that need the request: how long a prompt, which model or tool."""
    if isinstance(failure, NoCredential) and failure.lack is Lack.MODEL:
        return RequestRefused(
            model_unknown(plan.terms.model), status=404, error_type="not_found_error"
        )
    if not isinstance(failure, UpstreamRefused):
        return failure
    refusal = failure.refusal
    is_heavy_text = refusal.name == BODY_TOO_LARGE and not _has_media(plan.translated)
    if refusal.name == PROMPT_TOO_LONG or is_heavy_text:
        message = prompt_too_long(plan.input_tokens, plan.model.window_tokens)
        refusal = replace(refusal, message=message, status=400, error_type="invalid_request_error")
    elif refusal.name == MODEL_UNKNOWN:
        refusal = replace(refusal, message=model_unknown(plan.terms.model))
    elif (tool := _find_tool(refusal.message, plan)) is not None:
        refusal = replace(refusal, message=f"{refusal.message} (tool {tool!r})")
    else:
        return failure
    return UpstreamRefused(refusal, upstream_status=failure.upstream_status, detail=failure.detail)


def _find_tool(message: str, plan: Plan) -> str | None:
    """Return the client's name for the tool that `message` counts to."""
    found = _TOOL_NUMBER.match(message)
    if found is None or plan.translated is None:
        return None
    current = plan.translated.body.conversation_state.current_message.user_input_message
    context = current.user_input_message_context
    tools, number = () if context is None else context.tools, int(found[1])
    if number >= len(tools):
        return None
    return plan.terms.original_name(tools[number].tool_specification.name)


def _in_new_conversation(body: GenerateRequest) -> GenerateRequest:
    """Return the body under another id, the same each time, as the conversation may go on."""
    state = body.conversation_state
    new_id = str(uuid.uuid5(uuid.UUID(state.conversation_id), "again"))
    state = msgspec.structs.replace(state, conversation_id=new_id)
    return msgspec.structs.replace(body, conversation_state=state)


def _has_media(translated: Translated | None) -> bool:
    """Whether pictures or documents are part of the weight."""
    if translated is None:
        return False
    state = translated.body.conversation_state
    turns = [turn for turn in (*state.history, state.current_message) if isinstance(turn, UserTurn)]
    return any(
        turn.user_input_message.images or turn.user_input_message.documents for turn in turns
    )
