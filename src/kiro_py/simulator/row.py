"""I am one line of a table of refusals: what is refused, and in which words."""

from dataclasses import dataclass

from kiro_py.simulator.replies import Envelope, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A refusal as data: `message` may hold places in braces.

    `is_observed` tells a text that the real service was seen to send from one of the simulator's
    own: reasons and statuses are the service's, but not every sentence has been published.
    """

    name: str
    refuses: str
    message: str
    reason: str | None = None
    status: int = 400
    error_type: str = "ValidationException"
    is_observed: bool = True
    envelope: Envelope = "smithy"

    def refusal(self, detail: str | None = None, **places: object) -> Refusal:
        """Return the refusal this row stands for; `places` fill the braces of its message."""
        return Refusal(
            status=self.status,
            error_type=self.error_type,
            message=self.message.format(**places) if places else self.message,
            reason=self.reason,
            rule=self.name,
            detail=detail,
            envelope=self.envelope,
        )
