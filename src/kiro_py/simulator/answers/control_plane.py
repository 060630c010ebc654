"""I answer about limits, models and profiles."""

from datetime import UTC, datetime

from kiro_py.simulator.accounts.access import admit
from kiro_py.simulator.accounts.account import Account, Kind
from kiro_py.simulator.accounts.book import Holder
from kiro_py.simulator.answers.members import words
from kiro_py.simulator.ledger import Call
from kiro_py.simulator.model.catalogue import Model
from kiro_py.simulator.replies import Json, Refusal, Reply
from kiro_py.simulator.world import World
from kiro_py.wire.json import JsonObject

_OVERAGE_RATE = 0.04
_DAY_SECONDS = 86_400


def get_usage_limits(call: Call, world: World) -> Reply:
    """Return what an account has used of its credits."""
    holder = admit(call, world.accounts)
    if isinstance(holder, Refusal):
        return holder
    account = holder.account
    used = world.accounts.credits_used(account.name)
    reset = _next_reset(world.clock.now())
    return Json(
        {
            "daysUntilReset": int((reset - world.clock.now()) // _DAY_SECONDS),
            "limits": [],
            "nextDateReset": reset,
            "overageConfiguration": {"overageStatus": "DISABLED"},
            "subscriptionInfo": {
                "subscriptionTitle": account.subscription_title,
                "type": "Q_DEVELOPER_STANDALONE_PRO_PLUS",
                "upgradeCapability": "UPGRADE_CAPABLE",
                "overageCapability": "OVERAGE_CAPABLE",
                "subscriptionManagementTarget": "MANAGE",
            },
            "usageBreakdownList": [_breakdown(account, used, reset)],
            "userInfo": {"userId": f"d-{account.name}", "email": account.address},
        }
    )


def list_models(call: Call, world: World) -> Reply:
    """Return the models of an account's plan; `origin` is required."""
    holder = admit(call, world.accounts)
    if isinstance(holder, Refusal):
        return holder
    if words(call, "origin") is None:
        return Refusal(400, "ValidationException", "origin is required for this request.")
    models = [_model(model) for model in world.models_of(holder.account).values()]
    body: JsonObject = {"models": models}
    if models:
        body |= {"defaultModel": models[0], "defaultModelId": models[0]["modelId"]}
    return Json(body)


def list_profiles(call: Call, world: World) -> Reply:
    """Return the profiles of an account: only an enterprise account has any to show."""
    holder = admit(call, world.accounts)
    if isinstance(holder, Refusal):
        return holder
    match holder.account.kind:
        case Kind.BUILDER_ID:
            message = "AWS Builder ID is not supported for this operation."
            return Refusal(403, "AccessDeniedException", message)
        case Kind.API_KEY:
            message = "API key authentication is not supported"
            return Refusal(403, "AccessDeniedException", message)
        case Kind.SOCIAL:
            return Json({"profiles": []})
        case Kind.IDC | Kind.EXTERNAL_IDP:
            return Json({"profiles": [_profile(holder)]})


def get_profile(call: Call, world: World) -> Reply:
    """Return the profile that belongs to the token; an API key need not name it."""
    holder = admit(call, world.accounts)
    return holder if isinstance(holder, Refusal) else Json({"profile": _profile(holder)})


def _profile(holder: Holder) -> JsonObject:
    return {
        "arn": holder.profile_arn,
        "profileName": f"{holder.account.name} profile",
        "profileType": "KIRO",
        "status": "ACTIVE",
    }


def _breakdown(account: Account, used: float, reset: float) -> JsonObject:
    return {
        "bonuses": [],
        "currency": "USD",
        "currentOverages": 0,
        "currentOveragesWithPrecision": 0.0,
        "currentUsage": int(used),
        "currentUsageWithPrecision": used,
        "displayName": "Credit",
        "displayNamePlural": "Credits",
        "nextDateReset": reset,
        "overageCap": 10_000,
        "overageCapWithPrecision": 10_000.0,
        "overageCharges": 0.0,
        "overageRate": _OVERAGE_RATE,
        "resourceType": "CREDIT",
        "unit": "INVOCATIONS",
        "usageLimit": int(account.credit_limit),
        "usageLimitWithPrecision": account.credit_limit,
    }


def _model(model: Model) -> JsonObject:
    caching = {
        "supportsPromptCaching": True,
        "minimumTokensPerCacheCheckpoint": 1_024,
        "maximumCacheCheckpointsPerRequest": 4,
    }
    body: JsonObject = {
        "modelId": model.id,
        "modelName": model.name,
        "description": model.description,
        "rateMultiplier": model.rate,
        "rateUnit": "Credit",
        "promptCaching": caching,
        "supportedInputTypes": ["TEXT", "IMAGE"] if model.takes_images else ["TEXT"],
        "tokenLimits": {
            "maxInputTokens": model.max_input_tokens,
            "maxOutputTokens": model.max_output_tokens,
        },
    }
    if model.fields_schema is not None:
        body["additionalModelRequestFieldsSchema"] = model.fields_schema
    return body


def _next_reset(now: float) -> float:
    """Return the first moment of the next month, in UTC."""
    today = datetime.fromtimestamp(now, UTC)
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)  # noqa: PLR2004 -- December
    return datetime(year, month, 1, tzinfo=UTC).timestamp()
