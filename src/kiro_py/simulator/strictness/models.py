"""I check what is asked of a model: that it exists, its fields, reasoning shown to it again."""

from collections.abc import Iterator

from kiro_py.simulator.model.conversation import AssistantMessage, ReasoningContent
from kiro_py.simulator.model.signatures import Verdict
from kiro_py.simulator.strictness.inspection import Found, Inspection
from kiro_py.simulator.strictness.schema import find_violation


def model_unknown(inspection: Inspection) -> Found | None:
    """Find a model that the account's plan does not have."""
    if inspection.model is not None:
        return None
    return Found(f"modelId {inspection.conversation.current.model_id!r}")


def fields_not_supported(inspection: Inspection) -> Found | None:
    """Find fields for a model that takes none."""
    if inspection.model is None or inspection.model.fields_schema is not None:
        return None
    is_there = inspection.conversation.additional_model_request_fields is not None
    return Found(f"{inspection.model.id} has no schema") if is_there else None


def fields_invalid(inspection: Inspection) -> Found | None:
    """Find fields that break the model's schema."""
    if inspection.model is None or inspection.model.fields_schema is None:
        return None
    violation = find_violation(inspection.conversation.fields, inspection.model.fields_schema)
    return Found(violation, {"violation": violation}) if violation is not None else None


def signature_forged(inspection: Inspection) -> Found | None:
    """Find reasoning whose signature this service never made for it, or that has none."""
    return _find_verdict(inspection, Verdict.FORGED)


def signature_from_elsewhere(inspection: Inspection) -> Found | None:
    """Find reasoning that was signed for another account or another model."""
    return _find_verdict(inspection, Verdict.ELSEWHERE)


def _find_verdict(inspection: Inspection, wanted: Verdict) -> Found | None:
    if inspection.model is None:
        return None
    signer = inspection.sender.signer(inspection.model.id)
    others = list(inspection.sender.other_signers(inspection.model.id))
    for index, content in _reasoning(inspection):
        signature, text = _signed(content)
        if signer.check(signature, text, others) is wanted:
            return Found(f"messages.{index}", {"index": index})
    return None


def _reasoning(inspection: Inspection) -> Iterator[tuple[int, ReasoningContent]]:
    for index, turn in enumerate(inspection.conversation.turns):
        if isinstance(turn, AssistantMessage) and turn.reasoning_content is not None:
            yield index, turn.reasoning_content


def _signed(content: ReasoningContent) -> tuple[str, str]:
    """Return a signature and what it covers; redacted reasoning is its own signature."""
    if content.reasoning_text is not None:
        return content.reasoning_text.signature or "", content.reasoning_text.text
    return content.redacted_content or "", ""
