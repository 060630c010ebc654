"""What fails because of the model, the service or the way to it."""

from typing import Final

from kiro_py.simulator.faults.effects import Answer, Cut, Drop, Empty, Fail, Replay, Throw
from upstream_errors.row import Meets, Row, Told, says

HEARTBEATS: Final = "heartbeats"
"""A recording of a stream in which nothing but the connection lives."""

_OVERLOADED: Final = Told(529, "overloaded_error", "the model is overloaded: try again")
_FAILED: Final = Told(500, "api_error", "the model service failed: try again")
_UNREACHABLE: Final = Told(
    502, "api_error", "the gateway cannot reach the model service: try again"
)
_BROKE_OFF: Final = Told(502, "api_error", "the answer of the model service broke off: try again")

SERVICE_ROWS: Final = (
    Row(
        number="U27",
        meets=(
            says(
                "no capacity",
                429,
                "The model you've selected is experiencing a high volume of traffic. Try changing "
                "the model and re-running your prompt.",
                "INSUFFICIENT_MODEL_CAPACITY",
            ),
            says("busy", 500, "The model is temporarily busy. Please try again in a moment."),
        ),
        told=_OVERLOADED,
        calls=3,
    ),
    Row(
        number="U28",
        meets=(
            says(
                "high load",
                500,
                "Encountered unexpectedly high load when processing the request, please try again.",
            ),
            says("unavailable", 503, "", __type="ServiceUnavailableException"),
            says("model unavailable", 500, "", "MODEL_TEMPORARILY_UNAVAILABLE"),
            Meets("throttled in the stream", Throw(type="ThrottlingException", message="busy")),
        ),
        told=_OVERLOADED,
        calls=3,
    ),
    Row(
        number="U29",
        meets=(
            says(
                "failed",
                500,
                "Encountered an unexpected error when processing the request, please try again.",
                __type="InternalServerException",
            ),
        ),
        told=_FAILED,
        calls=2,
    ),
    Row(
        number="U30",
        meets=tuple(
            Meets(f"edge {status}", Answer(status=status, text="<html>timeout</html>"))
            for status in (504, 524)
        ),
        told=Told(504, "timeout_error", "the model service took too long to answer: try again"),
    ),
    Row(
        number="U30",
        meets=(Meets("edge 502", Answer(status=502, text="<html>bad gateway</html>")),),
        told=Told(502, "api_error", "the model service is out of reach behind its edge: try again"),
        calls=2,
    ),
    Row(
        number="U30",
        meets=(Meets("no connection", hosts=("closed", "closed")),),
        told=_UNREACHABLE,
        calls=0,
    ),
    Row(
        number="U30",
        meets=(Meets("reset", Drop()),),
        told=_UNREACHABLE,
        calls=2,
    ),
    Row(
        number="U31",
        meets=(
            Meets("no frames", Empty()),
            Meets("heartbeats only", Replay(name=HEARTBEATS)),
        ),
        told=Told(529, "overloaded_error", "the model service gave an empty answer: try again"),
        calls=2,
    ),
    Row(
        number="U31",
        meets=(Meets("closed without a frame", Cut(after_frames=0, how="close")),),
        told=_BROKE_OFF,
        calls=2,
    ),
)

FRAME_ROWS: Final = (
    Row(
        number="U32",
        meets=(
            Meets("failure in a frame", Throw(type="error")),
            Meets("error frame", Fail()),
        ),
        told=_FAILED,
        calls=2,
    ),
    Row(
        number="U32",
        meets=(
            Meets(
                "too long in a frame",
                Throw(type="ValidationException", message="Input is too long."),
            ),
        ),
        told=Told(
            400, "invalid_request_error", "prompt is too long: 200001 tokens > 200000 maximum"
        ),
    ),
)
