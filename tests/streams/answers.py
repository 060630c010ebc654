"""Answers that end well: text, thinking, usage.  Each function is one recording."""

from base64 import b64encode

from streams.pieces import (
    CONVERSATION,
    UTTERANCE,
    context,
    end,
    event,
    metering,
    reasoning,
    tail,
    text,
)

SIGNATURE = b64encode(
    b"a signature of nobody's thoughts, only as long as a short real one"
).decode()
REDACTED = b64encode(b"thoughts that only the model could read, had it thought them").decode()


def plain_text() -> bytes:
    """Text in a few events, then the usual tail.

    The event union is that of the service's published client; the tail (`metadataEvent`,
    `contextUsageEvent`, `meteringEvent`, in this order) is what open gateways saw on almost every
    complete answer in 2026.
    """
    return text("Hello", ", I am", " Kiro.") + tail()


def utf8_text() -> bytes:
    """CJK, emoji (with a joiner and a variation selector), accents: several bytes a character.

    Every payload is whole UTF-8; only the network cuts between the bytes of a character.
    """
    return (
        text("Déjà vu: ", "你好世界。 ", "👩\u200d💻 ❤\ufe0f ", "e\u0301 ", "ünïcödé\u2028end")
        + tail()
    )


def text_in_many_frames() -> bytes:
    """Two hundred events of a word each, as a fast model sends them."""
    return text(*(f"word{number} " for number in range(200))) + tail()


def empty_deltas() -> bytes:
    """Events with empty text between others: nothing was said, and nothing may break."""
    return text("", "One", "", " two", "") + tail()


def native_thinking() -> bytes:
    """Reasoning in deltas, its signature alone in a last event, then the text.

    Models that reason natively are seen to answer like this through `reasoningContentEvent`.
    """
    thoughts = reasoning("The user greets me. ", "I greet back.", signature=SIGNATURE)
    return thoughts + text("Hello", "!") + tail()


def thinking_only() -> bytes:
    """Reasoning with its signature, and a turn that ends without a word."""
    return reasoning("Nothing to say.", signature=SIGNATURE) + tail()


def thinking_without_signature() -> bytes:
    """Reasoning whose signature never comes; some models send none."""
    return reasoning("A thought.") + text("A word.") + tail()


def redacted_thinking() -> bytes:
    """Reasoning that only the model can read, base64 as it came, then the text."""
    return event("reasoningContentEvent", redactedContent=REDACTED) + text("Done.") + tail()


def tag_thinking() -> bytes:
    """Thinking as tags in the text, cut inside a tag, as models without native reasoning do."""
    return text("<thin", "king>\nThe user greets", " me.\n</think", "ing>\n\nHello", "!") + tail()


def tag_quoted_in_prose() -> bytes:
    """An answer about the tags themselves: it is text, byte for byte."""
    return (
        text(
            "Models write `<thinking>` before an answer. For example:\n\n```xml\n",
            "<thinking>\nLet me see.\n</thinking>\n",
            "```\n\nThe closing tag is `</thinking>`.",
        )
        + tail()
    )


def exact_usage() -> bytes:
    """A `metadataEvent` with exact figures, the cache's among them, after an identity event.

    The members are those of the published client's `TokenUsage`; the three input figures are
    disjoint, and the total counts them all and the output.
    """
    usage = {
        "uncachedInputTokens": 1200,
        "outputTokens": 42,
        "totalTokens": 31754,
        "cacheReadInputTokens": 30000,
        "cacheWriteInputTokens": 512,
        "contextUsagePercentage": 15.877,
    }
    return (
        event("messageMetadataEvent", conversationId=CONVERSATION, utteranceId=UTTERANCE)
        + text("Exactly", " so.")
        + event("metadataEvent", stopReason="END_TURN", tokenUsage=usage)
        + context(15.877)
        + metering()
    )


def no_metadata() -> bytes:
    """A complete answer on a route that never sends `metadataEvent`."""
    return text("No metadata", " here.") + context(10.867) + metering()


def tail_metadata_only() -> bytes:
    """A complete answer whose tail is a `metadataEvent` and nothing else."""
    return text("Short tail.") + end("END_TURN")


def tail_metering_only() -> bytes:
    """A complete answer whose tail is a `meteringEvent` and nothing else."""
    return text("Shorter tail.") + metering()


def tail_metering_first() -> bytes:
    """The tail in another order; the protocol promises none."""
    return text("Other order.") + metering() + context() + end("END_TURN")


def unknown_events() -> bytes:
    """Events without a meaning for an answer, and one that nobody has met, among the text.

    The first is the opening that event streams over RPC may have; the next two are members of
    the published union; the last stands for what the service adds next.
    """
    reference = {
        "licenseName": "MIT",
        "repository": "example/project",
        "url": "https://example.com/project",
        "recommendationContentSpan": {"start": 0, "end": 5},
    }
    return (
        event("initial-response")
        + text("Known")
        + event("codeReferenceEvent", references=[reference])
        + text(" and")
        + event("followupPromptEvent", followupPrompt={"content": "And then?"})
        + event("brandNewEvent", anything={"goes": [1, 2.5, None, True]})
        + text(" unknown.")
        + tail()
    )


def max_tokens_text() -> bytes:
    """Text that stops in mid-sentence because the limit of tokens is reached."""
    return text("This sentence will not be fin") + tail("MAX_TOKENS")


def stop_sequence() -> bytes:
    """A turn that the service says a stop sequence ended."""
    return text("One, two, ") + tail("STOP_SEQUENCE")


def content_filtered() -> bytes:
    """A turn that a filter ended after some text."""
    return text("I can tell you that") + tail("CONTENT_FILTERED")


def context_window_exceeded() -> bytes:
    """A turn that ended because the model's window was full."""
    return text("And the list goes on") + tail("MODEL_CONTEXT_WINDOW_EXCEEDED", 100.0)
