"""Every rule of the table, breached once at least, and the words of the refusal."""

from collections.abc import Callable
from typing import Any

import pytest

from kiro_py.simulator.answers.generate import generate
from kiro_py.simulator.replies import Refusal, Stream
from kiro_py.simulator.strictness.media import MAX_IMAGE_BYTES
from kiro_py.simulator.strictness.table import RULES
from kiro_py.simulator.world import World
from simulator.bodies import (
    PNG,
    WEATHER,
    Body,
    assistant,
    base64_of,
    body,
    document,
    image,
    result,
    said,
    tool,
    use,
    user,
)
from simulator.worlds import GENERATE, bearer, call_of

IMPROPER = "Improperly formed request."
INVALID = "REQUEST_BODY_INVALID"
MISMATCH = "TOOL_USE_RESULT_MISMATCH"
TOO_LONG = "CONTENT_LENGTH_EXCEEDS_THRESHOLD"
FORGED = "messages.1.content.0: Invalid `signature` in `thinking` block"
HUGE_PNG = PNG[:16] + (9_000).to_bytes(4, "big") + PNG[20:]
COMBINATOR = (
    "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or "
    "anyOf at the top level"
)
NOT_OBJECT = (
    "Bedrock error message: The value at "
    "toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: "
    "object."
)
MALFORMED = "The value at toolConfig.tools.0.toolSpec.inputSchema.json is not a valid JSON schema."
UNANSWERED = (
    "Bedrock error message: Expected toolResult blocks at messages.2.content for the "
    "following Ids: t1"
)
ORPHANED_FIRST = (
    "Bedrock error message: The number of toolResult blocks at messages.0.content "
    "exceeds the number of toolUse blocks of previous turn."
)
ORPHANED_LATER = (
    "Bedrock error message: The number of toolResult blocks at messages.2.content "
    "exceeds the number of toolUse blocks of previous turn."
)
NOT_CONFIGURED = (
    "Bedrock error message: The toolConfig field must be defined when using toolUse "
    "and toolResult content blocks."
)
OPUS = "claude-opus-5"


def changed(place: str, value: Any) -> Body:
    """Return a good request with one member set: `a.b` of the state, `/a` of the body itself."""
    request = said("hello")
    target: Any = request if place.startswith("/") else request["conversationState"]
    *parents, name = place.lstrip("/").split(".")
    for parent in parents:
        target = target[parent]
    target[name] = value
    return request


def current(name: str, value: Any) -> Body:
    """Return a good request with one member of its current message set."""
    return changed(f"currentMessage.userInputMessage.{name}", value)


def context(name: str, value: Any) -> Body:
    return current("userInputMessageContext", {name: value})


def with_tools(*tools: Body) -> Body:
    return said("hello", tools=tools)


def with_schema(schema: Any) -> Body:
    return with_tools(
        {
            "toolSpecification": {
                "name": "weather",
                "description": "d",
                "inputSchema": {"json": schema},
            }
        }
    )


def answered(*turns: Body, tools: tuple[Body, ...] = (tool("weather"),)) -> Body:
    return body(*turns, tools=tools)


def reasoned(content: Any, model: str = OPUS) -> Body:
    return body(user("a"), assistant("b", reasoningContent=content), user("c"), model=model)


def signed(world: World, *, account: str = "social", model: str = OPUS) -> Body:
    signature = world.signer(account, model).sign("why", "then")
    return {"reasoningText": {"text": "why", "signature": signature}}


def signed_for_another_account(world: World) -> Body:
    return reasoned(signed(world, account="idc"))


def signed_by_another_model(world: World) -> Body:
    return reasoned(signed(world, model="claude-opus-4.8"))


CALLED = assistant("", uses=[use("t1", "weather", {"city": "Oslo"})])

BREACHES: list[Any] = [
    ("system-prompt", changed("/systemPrompt", "Be good."), IMPROPER, INVALID),
    ("reasoning-misshapen", reasoned({"text": "t", "signature": "s"}), IMPROPER, INVALID),
    ("reasoning-misshapen", reasoned("t"), IMPROPER, INVALID),
    (
        "tool-input-not-object",
        answered(
            user("a"),
            assistant("", uses=[{"toolUseId": "t1", "name": "weather", "input": "{}"}]),
            user(results=[result("t1")]),
        ),
        IMPROPER,
        INVALID,
    ),
    (
        "conversation-id",
        changed("conversationId", "x" * 129),
        "Invalid conversationId.",
        "INVALID_CONVERSATION_ID",
    ),
    ("unknown-member", changed("/inferenceConfig", {}), IMPROPER, INVALID),
    ("unknown-member", changed("/agentMode", "vibe"), IMPROPER, INVALID),
    ("unknown-member", changed("rootConversationId", "x"), IMPROPER, INVALID),
    ("unknown-member", current("temperature", 1), IMPROPER, INVALID),
    ("unknown-member", context("tool", []), IMPROPER, INVALID),
    ("unknown-member", body(user("a"), assistant("b", modelId="m"), user("c")), IMPROPER, INVALID),
    (
        "unknown-member",
        context("toolResults", [{**result("t1"), "isError": True}]),
        IMPROPER,
        INVALID,
    ),
    ("missing-member", changed("chatTriggerType", None), IMPROPER, INVALID),
    ("missing-member", current("content", None), IMPROPER, INVALID),
    ("missing-member", {"profileArn": None}, IMPROPER, INVALID),
    ("not-one-arm", changed("currentMessage", {}), IMPROPER, INVALID),
    ("not-one-arm", changed("history", [{**user("a"), **assistant("b")}]), IMPROPER, INVALID),
    ("wrong-type", current("content", ["hello"]), IMPROPER, INVALID),
    ("wrong-type", changed("history", {}), IMPROPER, INVALID),
    ("wrong-value", changed("chatTriggerType", "AUTO"), IMPROPER, INVALID),
    ("wrong-value", current("origin", "MY_EDITOR"), IMPROPER, INVALID),
    ("wrong-value", current("modelId", "claude sonnet"), IMPROPER, INVALID),
    ("wrong-value", context("envState", {"operatingSystem": "darwin"}), IMPROPER, INVALID),
    ("wrong-value", context("toolResults", [result("t1", status="ERROR")]), IMPROPER, INVALID),
    ("wrong-value", context("toolResults", [result("t 1")]), IMPROPER, INVALID),
    ("wrong-value", current("documents", [document(form="odt")]), IMPROPER, INVALID),
    ("too-long", context("additionalContext", [{}] * 21), IMPROPER, INVALID),
    ("content-empty", said(""), IMPROPER, None),
    ("content-empty", said(" \n"), IMPROPER, None),
    ("history-empty", body(user(""), assistant("b"), user("c")), IMPROPER, None),
    ("history-empty", body(user("a"), assistant(""), user("c")), IMPROPER, None),
    ("history-starts-with-assistant", body(assistant("a"), user("b")), IMPROPER, None),
    ("same-role-twice", body(user("a"), user("b")), IMPROPER, None),
    ("tool-name", with_tools(tool("x" * 65)), IMPROPER, None),
    ("tool-name", with_tools(tool("get.weather")), IMPROPER, None),
    (
        "tool-duplicate",
        with_tools(tool("weather"), tool("Weather")),
        "The tool configuration has duplicate tool names.",
        "TOOL_DUPLICATE",
    ),
    (
        "tool-description",
        with_tools(tool("weather", description="")),
        "Invalid tool use format.",
        INVALID,
    ),
    (
        "tool-schema-missing",
        with_tools({"toolSpecification": {"name": "weather", "description": "d"}}),
        "Invalid tool use format.",
        INVALID,
    ),
    (
        "tool-schema-combinator",
        with_schema({**WEATHER, "anyOf": [{"required": ["city"]}]}),
        COMBINATOR,
        "TOOL_SCHEMA_INVALID",
    ),
    (
        "tool-schema-not-object",
        with_schema({"type": "array"}),
        NOT_OBJECT,
        "TOOL_SCHEMA_INVALID",
    ),
    (
        "tool-schema-malformed",
        with_schema({"type": "object", "properties": None}),
        MALFORMED,
        "TOOL_SCHEMA_INVALID",
    ),
    (
        "tool-schema-malformed",
        with_schema({"type": "object", "required": [5]}),
        MALFORMED,
        "TOOL_SCHEMA_INVALID",
    ),
    ("tool-cache-point", with_tools({"cachePoint": {"type": "default"}}), IMPROPER, None),
    (
        "tool-use-unanswered",
        answered(user("a"), CALLED, user("b")),
        UNANSWERED,
        MISMATCH,
    ),
    (
        "tool-use-unanswered",
        answered(user("a"), CALLED, user("b"), assistant("c"), user(results=[result("t1")])),
        UNANSWERED,
        MISMATCH,
    ),
    (
        "tool-result-orphaned",
        body(user(results=[result("t1")])),
        ORPHANED_FIRST,
        MISMATCH,
    ),
    (
        "tool-result-orphaned",
        answered(user("a"), CALLED, user(results=[result("t1"), result("t1")])),
        ORPHANED_LATER,
        MISMATCH,
    ),
    (
        "tools-not-configured",
        answered(user("a"), CALLED, user(results=[result("t1")]), tools=()),
        NOT_CONFIGURED,
        "TOOL_CONFIG_MISSING",
    ),
    (
        "image-count",
        current("images", [image()] * 11),
        "Too many images in the request.",
        "IMAGE_COUNT_EXCEEDED",
    ),
    (
        "image-format",
        current("images", [image(form="jpg")]),
        "The image format is not supported.",
        "IMAGE_FORMAT_UNSUPPORTED",
    ),
    (
        "bytes-not-base64",
        current("images", [{"format": "png", "source": {"bytes": "data:image/png;base64,AA=="}}]),
        IMPROPER,
        INVALID,
    ),
    (
        "image-mime",
        current("images", [image(form="jpeg")]),
        "The image format does not match the image content.",
        "IMAGE_MIME_MISMATCH",
    ),
    (
        "image-size",
        current("images", [image(PNG + bytes(MAX_IMAGE_BYTES))]),
        "The image size exceeds the maximum.",
        "IMAGE_SIZE_EXCEEDED",
    ),
    (
        "image-dimension",
        current("images", [image(HUGE_PNG)]),
        "The image dimensions exceed the maximum.",
        "IMAGE_DIMENSION_EXCEEDED",
    ),
    (
        "document-duplicate",
        body(user("a", documents=[document()]), assistant("b"), user("c", documents=[document()])),
        "Document names must be unique.",
        "DOCUMENT_DUPLICATE_NAME",
    ),
    (
        "document-model",
        body(user("a", documents=[document()]), model="glm-5"),
        "The model does not support documents.",
        "DOCUMENT_MODEL_NOT_SUPPORTED",
    ),
    (
        "document-password",
        current("documents", [document("secret", b"%PDF-1.7 /Encrypt 5 0 R", "pdf")]),
        "The document is password protected.",
        "DOCUMENT_PASSWORD_PROTECTED",
    ),
    (
        "model-unknown",
        said("hello", model="claude-sonnet-4-5"),
        "Invalid model. Please select a different model to continue.",
        "INVALID_MODEL_ID",
    ),
    (
        "fields-not-supported",
        said("hello", fields={"thinking": {"type": "adaptive"}}),
        "additionalModelRequestFields is not supported for this model",
        None,
    ),
    (
        "fields-invalid",
        said("hello", model=OPUS, fields={"temperature": 1}),
        "Invalid additionalModelRequestFields: property 'temperature' is not defined in the schema",
        None,
    ),
    (
        "signature-elsewhere",
        signed_for_another_account,
        f"{FORGED}. The block is bound to a different conversation.",
        "THINKING_SIGNATURE_INVALID",
    ),
    (
        "signature-elsewhere",
        signed_by_another_model,
        f"{FORGED}. The block is bound to a different conversation.",
        "THINKING_SIGNATURE_INVALID",
    ),
    (
        "signature-forged",
        reasoned({"reasoningText": {"text": "why", "signature": base64_of(b"mine")}}),
        FORGED,
        "THINKING_SIGNATURE_INVALID",
    ),
    (
        "signature-forged",
        reasoned({"reasoningText": {"text": "why"}}),
        FORGED,
        "THINKING_SIGNATURE_INVALID",
    ),
    (
        "message-too-long",
        said("x" * 600_001, model=OPUS),
        "Input content length exceeds threshold.",
        TOO_LONG,
    ),
    (
        "input-too-long",
        body(user("x" * 500_000), assistant("b"), user("x" * 300_000)),
        "Input is too long.",
        TOO_LONG,
    ),
]


def good_body(world: World) -> Body:
    """Return a request that uses everything at once, and properly."""
    return body(
        user("a", images=[image()], documents=[document("one")]),
        assistant(
            "", uses=[use("t1", "weather"), use("t2", "weather")], reasoningContent=signed(world)
        ),
        user(results=[result("t2"), result("t1", status="error")], documents=[document("two")]),
        assistant("b"),
        user("c", images=[image()] * 10, clientCacheConfig={"useClientCachingOnly": True}),
        model=OPUS,
        tools=[tool("weather", WEATHER)],
        fields={
            "thinking": {"type": "adaptive", "display": "summarized"},
            "output_config": {"effort": "xhigh"},
            "max_tokens": 4_096,
        },
    )


def answer_to(request: Body | Callable[[World], Body], world: World) -> object:
    made = request(world) if callable(request) else request
    return generate(call_of(GENERATE, made, headers=bearer(world)), world)


@pytest.mark.parametrize(
    ("rule", "request_body", "message", "reason"),
    [pytest.param(*breach, id=f"{breach[0]}-{index}") for index, breach in enumerate(BREACHES)],
)
def test_a_breach_is_refused(
    world: World, rule: str, request_body: Any, message: str, reason: str | None
):
    """A breach of a rule is refused with 400 and the service's words."""
    refusal = answer_to(request_body, world)

    assert isinstance(refusal, Refusal), refusal
    assert (rule, 400, "ValidationException", message, reason) == (
        refusal.rule,
        refusal.status,
        refusal.error_type,
        refusal.message,
        refusal.reason,
    )


def test_every_rule_is_breached():
    """No rule of the table goes without a breach above."""
    assert {rule.row.name for rule in RULES} == {breach[0] for breach in BREACHES}


def test_names_are_unique():
    """A rule's name stands for one rule."""
    names = [rule.row.name for rule in RULES]
    assert sorted(set(names)) == sorted(names)


def test_a_good_body_is_answered(world: World):
    """What is proper is answered, however much of it there is."""
    assert isinstance(answer_to(good_body, world), Stream)


@pytest.mark.parametrize(
    "request_body",
    [
        pytest.param(said("hello", model="auto"), id="auto"),
        pytest.param(body(user("", images=[image()])), id="an image without words"),
        pytest.param(changed("agentTaskType", "vibe"), id="agent task type"),
        pytest.param(changed("history", None), id="null is absent"),
        pytest.param(
            answered(
                user("a"),
                CALLED,
                user(results=[{"toolUseId": "t1", "content": [{"image": image()}]}]),
            ),
            id="an image in a result is dropped",
        ),
        pytest.param(
            said("hello", model="gpt-5.6-sol", fields={"reasoning": {"effort": "low"}}), id="gpt"
        ),
    ],
)
def test_what_may_look_odd_is_answered(world: World, request_body: Body):
    """What the service takes, the simulator takes."""
    assert isinstance(answer_to(request_body, world), Stream)


@pytest.mark.parametrize("member", ["agentMode", "rootConversationId"])
def test_the_runtime_service_has_members_of_its_own(world: World, member: str):
    """Agent mode and root conversation are members in the dialect of the runtime service."""
    request = changed("/agentMode" if member == "agentMode" else member, "vibe")
    headers = {**bearer(world), "x-amz-target": "KiroRuntimeService.GenerateAssistantResponse"}

    assert isinstance(generate(call_of("/", request, headers=headers), world), Stream)
