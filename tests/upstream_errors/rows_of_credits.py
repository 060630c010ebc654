"""What Kiro refuses because credits are used up or an account is too quick."""

from typing import Final

from kiro_py.pool.standing import State
from upstream_errors.row import Left, Other, Row, Told, says

_SPENT: Final = Told(
    429,
    "billing_error",
    "spend limit reached: the gateway's Kiro account has used up the credits of its plan",
    should_retry=False,
)


def _limited(message: str, seconds: int) -> Told:
    return Told(429, "rate_limit_error", message, retry_after=seconds)


def _rests(reason: str, seconds: int) -> Left:
    return Left(State.COOLING, reason, strikes=1, seconds=seconds)


CREDIT_ROWS: Final = (
    Row(
        number="U21",
        meets=(
            says("month spent", 402, "You have reached the limit.", "MONTHLY_REQUEST_COUNT"),
            says(
                "month spent, as an error",
                400,
                "You have reached the limit.",
                "MONTHLY_REQUEST_COUNT",
            ),
            says(
                "month spent, as throttling",
                400,
                "Maximum Request reached for this month.",
                "MONTHLY_REQUEST_COUNT",
                __type="ThrottlingException",
            ),
        ),
        told=_SPENT,
        left=Left(State.SPENT, "plan-spent", seconds=3600),
        other=Other.SERVES,
    ),
    Row(
        number="U22",
        meets=(
            says(
                "overage spent",
                402,
                "You have reached the limit for overages.",
                "OVERAGE_REQUEST_LIMIT_EXCEEDED",
            ),
            says("overage spent, in words", 429, "You've reached your overage limit."),
        ),
        told=Told(
            429,
            "billing_error",
            "spend limit reached (overages): the gateway's Kiro account has used up its overage",
            should_retry=False,
        ),
        left=Left(State.SPENT, "overage-spent", seconds=900),
        other=Other.SERVES,
    ),
    Row(
        number="U23",
        meets=(says("month spent, perhaps", 429, "The monthly usage limit has been reached"),),
        told=Told(
            429,
            "billing_error",
            "spend limit reached (monthly): the gateway's Kiro account has used up its month's "
            "credits",
            should_retry=False,
        ),
        left=Left(State.SPENT, "month-spent", seconds=900),
        other=Other.SERVES,
    ),
    Row(
        number="U24",
        meets=(says("five minutes", 429, "5-minute credit limit exceeded", "DAILY_REQUEST_COUNT"),),
        told=_limited(
            "the gateway's Kiro account has used up its credits for five minutes: try again later",
            300,
        ),
        left=_rests("five-minute-credits", 300),
        other=Other.SERVES,
    ),
    Row(
        number="U24",
        meets=(
            says(
                "an hour",
                429,
                "60-minute credit limit exceeded",
                __type="ThrottlingException",
            ),
        ),
        told=_limited(
            "the gateway's Kiro account has used up its credits for an hour: try again later", 3600
        ),
        left=_rests("hourly-credits", 3600),
        other=Other.SERVES,
    ),
    Row(
        number="U24",
        meets=(
            says(
                "a day",
                429,
                "You've reached your daily usage limit. Please return tomorrow to continue "
                "building.",
            ),
        ),
        told=_limited(
            "the gateway's Kiro account has used up its credits for today: try again later", 3600
        ),
        left=_rests("daily-credits", 3600),
        other=Other.SERVES,
    ),
    Row(
        number="U25",
        meets=(
            says("too many", 429, "Too many requests, please wait before trying again."),
            says("throttled", 429, "The request was throttled by the service"),
            says("rate limit", 429, "Rate limit exceeded"),
            says("quota", 429, "Request quota exceeded. Please wait a moment and try again."),
            says("too many, as an error", 400, "", __type="ThrottlingException"),
        ),
        told=_limited("too many requests for the gateway's Kiro account: try again later", 30),
        left=_rests("throttled", 30),
        other=Other.SERVES,
    ),
    Row(
        number="U26",
        meets=(
            says(
                "suspicious",
                429,
                "Due to suspicious activity, we are imposing temporary limits on how frequently "
                "your account (d-0000000000) can send a request to Kiro while we investigate. If "
                "you need assistance, please contact support.",
            ),
        ),
        told=_limited("Kiro limits the gateway's account for a while: try again much later", 600),
        left=Left(State.LIMITED, "suspicious-activity", strikes=1, seconds=600),
        other=Other.IF_ALLOWED,
    ),
)
