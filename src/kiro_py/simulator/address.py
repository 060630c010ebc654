"""I tell from path, method and target which operation of which host is asked for."""

import re
from dataclasses import dataclass
from enum import Enum


class Host(Enum):
    """Whose rules a call stands under; without a prefix in the path it is `q`."""

    Q = "q"
    RUNTIME = "runtime"
    MANAGEMENT = "management"


class Operation(Enum):
    """Everything Kiro can be asked here."""

    GENERATE = "GenerateAssistantResponse"
    INVOKE_MCP = "InvokeMCP"
    GET_USAGE_LIMITS = "GetUsageLimits"
    LIST_MODELS = "ListAvailableModels"
    LIST_PROFILES = "ListAvailableProfiles"
    GET_PROFILE = "GetProfile"
    REFRESH_TOKEN = "RefreshToken"  # noqa: S105 -- an operation's name
    EXCHANGE_CODE = "ExchangeCode"
    START_SOCIAL_DEVICE = "StartSocialDevice"
    POLL_SOCIAL_DEVICE = "PollSocialDevice"
    SIGN_IN = "SignIn"
    REGISTER_CLIENT = "RegisterClient"
    START_DEVICE = "StartDeviceAuthorization"
    CREATE_TOKEN = "CreateToken"  # noqa: S105 -- an operation's name
    RENEW_EXTERNAL_TOKEN = "RenewExternalToken"  # noqa: S105 -- an operation's name
    AUTHORIZE = "Authorize"
    VERIFY_DEVICE = "VerifyDevice"


DATA_PLANE = frozenset({Operation.GENERATE, Operation.INVOKE_MCP})
CONTROL_PLANE = frozenset(
    {
        Operation.GET_USAGE_LIMITS,
        Operation.LIST_MODELS,
        Operation.LIST_PROFILES,
        Operation.GET_PROFILE,
    }
)

PATHS: dict[tuple[str, str], Operation] = {
    ("POST", "/generateAssistantResponse"): Operation.GENERATE,
    ("POST", "/mcp"): Operation.INVOKE_MCP,
    ("GET", "/getUsageLimits"): Operation.GET_USAGE_LIMITS,
    ("GET", "/Get-Usage-Limits"): Operation.GET_USAGE_LIMITS,
    ("GET", "/ListAvailableModels"): Operation.LIST_MODELS,
    ("GET", "/List-Available-Models"): Operation.LIST_MODELS,
    ("POST", "/ListAvailableProfiles"): Operation.LIST_PROFILES,
    ("POST", "/List-Available-Profiles"): Operation.LIST_PROFILES,
    ("POST", "/GetProfile"): Operation.GET_PROFILE,
    ("POST", "/refreshToken"): Operation.REFRESH_TOKEN,
    ("POST", "/oauth/token"): Operation.EXCHANGE_CODE,
    ("POST", "/oauth/device/authorization"): Operation.START_SOCIAL_DEVICE,
    ("POST", "/oauth/device/poll"): Operation.POLL_SOCIAL_DEVICE,
    ("GET", "/login"): Operation.SIGN_IN,
    ("GET", "/signin"): Operation.SIGN_IN,
    ("POST", "/client/register"): Operation.REGISTER_CLIENT,
    ("POST", "/device_authorization"): Operation.START_DEVICE,
    ("POST", "/token"): Operation.CREATE_TOKEN,
    ("POST", "/oauth2/v2.0/token"): Operation.RENEW_EXTERNAL_TOKEN,
    ("GET", "/authorize"): Operation.AUTHORIZE,
    ("GET", "/device"): Operation.VERIFY_DEVICE,
}
"""The REST routes."""

RUNTIME_SERVICE = "KiroRuntimeService"

_DATA_SERVICES = ("AmazonCodeWhispererStreamingService", RUNTIME_SERVICE)
_CONTROL_SERVICES = ("AmazonCodeWhispererService", "KiroControlPlaneBearerService")

TARGETS: dict[str, Operation] = {
    f"{service}.{operation.value}": operation
    for services, plane in ((_DATA_SERVICES, DATA_PLANE), (_CONTROL_SERVICES, CONTROL_PLANE))
    for service in services
    for operation in plane
    if (service, operation) != ("KiroControlPlaneBearerService", Operation.LIST_PROFILES)
}
"""The values of `X-Amz-Target` for `POST /`."""

NAMESPACES = {
    "AmazonCodeWhispererStreamingService": "com.amazon.aws.codewhisperer",
    RUNTIME_SERVICE: "com.amazon.kiro.runtimeservice",
    "AmazonCodeWhispererService": "com.amazon.aws.codewhisperer",
    "KiroControlPlaneBearerService": "com.amazon.kiro.controlplane",
}
"""What stands before `#` in the `__type` of an awsJson error."""

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_PREFIX = re.compile(rf"/(?P<host>q|runtime|management)(?:/(?P<region>{_REGION.pattern}))?(?=/|$)")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a call went: `service` is `None` in REST, else the name before the dot of the target.

    `operation` is `None` for what the host does not know.
    """

    host: Host
    operation: Operation | None
    service: str | None = None
    region: str | None = None

    @property
    def is_rest(self) -> bool:
        """Whether the call is REST, as opposed to awsJson1.0."""
        return self.service is None


def locate(method: str, path: str, target: str | None) -> Address:
    """Return the address of a call: `target` is its `X-Amz-Target` header.

    `/q`, `/runtime` or `/management` in front of the path, perhaps with a region behind it
    (`/runtime/us-east-1`), choose the host's rules.
    """
    host, region = Host.Q, None
    if (prefix := _PREFIX.match(path)) is not None:
        host, region = Host(prefix["host"]), prefix["region"]
        path = path[prefix.end() :] or "/"
    if target is not None and (method, path) == ("POST", "/"):
        return Address(host, _offered(host, TARGETS.get(target)), target.partition(".")[0], region)
    return Address(host, _offered(host, PATHS.get((method, path))), None, region)


def _offered(host: Host, operation: Operation | None) -> Operation | None:
    """Return `operation` unless `host` does not implement it."""
    match host:
        case Host.RUNTIME:
            return None if operation in CONTROL_PLANE else operation
        case Host.MANAGEMENT:
            return None if operation in DATA_PLANE else operation
        case Host.Q:
            return operation
