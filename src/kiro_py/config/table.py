"""The table of settings, which feeds reading, the environment, the help and the reference alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from kiro_py.config.kinds import (
    BASE_URLS,
    DATABASE,
    FLAG,
    IDENTITY_PROVIDERS,
    MACHINE_ID,
    NAMES,
    OBJECT,
    OPTIONAL_SECRET,
    ORIGINS,
    PROXY,
    REGION,
    SECRET,
    SECRET_URL,
    TEXT,
    URL,
    Kind,
    matching,
    one_of,
    seconds,
    whole,
)
from kiro_py.kiro.address import DEFAULT_REGION, Hosts

ENVIRONMENT_PREFIX: Final = "KIRO_PY_"

_HOSTS = Hosts()
_NOTHING: Mapping[str, str] = MappingProxyType({})
_VERSION = matching(r"\d+\.\d+\.\d+[A-Za-z0-9.-]*", "a version like `1.2.3`")
_SYSTEM = matching(r"[a-z0-9]+#[A-Za-z0-9._-]+", "a system like `darwin#24.6.0`")


class Default(Enum):
    """What a default can be besides a value."""

    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; a dot in its name means a member of an object.

    `default_told` says in words what no default means.  `is_read` is false for what a kiro-rs
    configuration may hold and this version checks without acting on it.  `is_live` is true for what
    takes effect at once when it is changed while the gateway runs.
    """

    name: str
    kind: Kind[Any]
    default: object
    help: str
    default_told: str = ""
    is_read: bool = True
    is_live: bool = False

    @property
    def field(self) -> str:
        """The field of `Settings`."""
        return re.sub(
            r"(?<=[a-z])[A-Z]|\.", lambda found: "_" + found[0].strip("."), self.name
        ).lower()

    @property
    def variable(self) -> str:
        """The variable of the environment."""
        return ENVIRONMENT_PREFIX + self.field.upper()


SETTINGS: Final = (
    Setting("host", TEXT, "127.0.0.1", "The address to listen on; `0.0.0.0` for every interface."),
    Setting("port", whole(1, 65_535), 8080, "The port to listen on."),
    Setting(
        "apiKey", SECRET, Default.REQUIRED, "The key that clients send as `x-api-key` or as bearer."
    ),
    Setting(
        "adminApiKey",
        OPTIONAL_SECRET,
        None,
        "The key of the admin API; another one than `apiKey`.",
        default_told="no admin side",
    ),
    Setting(
        "adminPort",
        whole(1, 65_535),
        None,
        "A port of its own for the admin side, which `port` then does not serve.",
        default_told="the same as `port`",
    ),
    Setting(
        "adminHost",
        TEXT,
        None,
        "The address to listen on at `adminPort`.",
        default_told="`127.0.0.1`",
    ),
    Setting(
        "auditRetentionDays",
        whole(1, 36_500),
        365,
        "How long it is kept who has changed what on the admin side.",
    ),
    Setting(
        "databaseUrl",
        DATABASE,
        None,
        "Where it is kept what was used, by whom, and who may.",
        default_told="the file `kiro-py.db` beside the credentials",
    ),
    Setting(
        "usageRetentionDays",
        whole(1, 36_500),
        30,
        "How many days each request is kept in the database.",
        is_live=True,
    ),
    Setting(
        "usageSumsDays",
        whole(1, 36_500),
        400,
        "How many days the sums of use by hour and by day are kept.",
        is_live=True,
    ),
    Setting(
        "traceRetentionHours",
        whole(0, 876_000),
        72,
        "How many hours it is kept what Kiro said of attempts that failed.",
        is_live=True,
    ),
    Setting(
        "usageMaxMegabytes",
        whole(8, 1_000_000),
        512,
        "How large the file of the database may be, in MiB: the oldest requests make room.",
        is_live=True,
    ),
    Setting("corsOrigins", ORIGINS, (), "The web origins whose pages may call the gateway."),
    Setting(
        "maxBodyBytes", whole(1), 52_428_800, "The largest request; a larger one is answered 413."
    ),
    Setting(
        "maxConcurrentRequests",
        whole(0),
        0,
        "How many requests one process serves at once; `0` sets no limit.",
        is_live=True,
    ),
    Setting(
        "region",
        REGION,
        None,
        "The region of sign-in and of answers.",
        default_told=f"the profile's own, else `{DEFAULT_REGION}`",
    ),
    Setting("authRegion", REGION, None, "The region that renews tokens.", default_told="`region`"),
    Setting("apiRegion", REGION, None, "The region that answers.", default_told="`region`"),
    Setting(
        "upstream.api",
        BASE_URLS,
        _HOSTS.api,
        "Where answers come from, in the order of preference; `{region}` is filled in.",
    ),
    Setting(
        "upstream.management",
        BASE_URLS,
        _HOSTS.management,
        "Where lists of models, profiles and usage come from.",
    ),
    Setting("upstream.auth", BASE_URLS, _HOSTS.auth, "Where social sign-ins are renewed."),
    Setting(
        "upstream.oidc",
        BASE_URLS,
        _HOSTS.oidc,
        "Where Builder ID and Identity Center sign-ins are renewed.",
    ),
    Setting(
        "identityProviders",
        IDENTITY_PROVIDERS,
        (),
        "Further hosts at which external sign-ins may be renewed, such as a provider that your "
        "organisation runs itself.",
    ),
    Setting(
        "proxyUrl",
        PROXY,
        None,
        "The proxy of every outgoing connection; a credential may name its own.",
        default_told="no proxy, not even the environment's",
    ),
    Setting("proxyUsername", TEXT, None, "The user name for the proxy.", default_told="none"),
    Setting("proxyPassword", SECRET, None, "The password for the proxy.", default_told="none"),
    Setting(
        "tlsBackend",
        one_of("rustls", "native-tls"),
        "rustls",
        "Who checks certificates: `rustls` trusts the bundled roots and the system's together, "
        "`native-tls` asks the operating system.",
    ),
    Setting(
        "connectTimeoutSeconds", seconds(), 10.0, "How long a connection to Kiro may take to open."
    ),
    Setting(
        "idleTimeoutSeconds",
        seconds(),
        300.0,
        "How long Kiro may be silent; there is no limit on the whole answer.",
        is_live=True,
    ),
    Setting("kiroVersion", _VERSION, "0.9.2", "The Kiro version that the gateway calls itself."),
    Setting(
        "machineId",
        MACHINE_ID,
        None,
        "The machine id of every credential that has none of its own.",
        default_told="derived from each credential, once",
    ),
    Setting(
        "systemVersion",
        _SYSTEM,
        None,
        "The operating system that the gateway names.",
        default_told="this machine's own",
    ),
    Setting("nodeVersion", _VERSION, "22.21.1", "The Node version that the gateway names."),
    Setting(
        "models",
        NAMES,
        _NOTHING,
        "Names that clients ask for, each with the Kiro model that answers.",
        is_live=True,
    ),
    Setting(
        "extractThinking",
        FLAG,
        True,  # noqa: FBT003 -- the column is the default
        "Whether thinking in tags is split out of answers that are not streamed, too.",
        is_live=True,
    ),
    Setting(
        "fetchUrls",
        FLAG,
        True,  # noqa: FBT003 -- the column is the default
        "Whether pictures and documents that a client names by URL are fetched, from public "
        "addresses only; never with `proxyUrl`.",
        is_live=True,
    ),
    Setting(
        "pingIntervalSeconds", seconds(), 15.0, "How often a silent stream is pinged.", is_live=True
    ),
    Setting(
        "holdBeforeHeadersSeconds",
        seconds(may_be_zero=True),
        10.0,
        "How long a client's response headers wait for Kiro's, so that a refusal is a status.",
        is_live=True,
    ),
    Setting(
        "holdAfterHeadersSeconds",
        seconds(may_be_zero=True),
        3.0,
        "How long they wait for Kiro's first event after that.",
        is_live=True,
    ),
    Setting(
        "finishGraceSeconds",
        seconds(may_be_zero=True),
        5.0,
        "How long to wait for the end after the event that closes an answer.",
        is_live=True,
    ),
    Setting(
        "loadBalancingMode",
        one_of("priority", "balanced"),
        "priority",
        "How one of several credentials is chosen: `priority` takes the best one that can serve, "
        "`balanced` the least busy one, weighed by the credits that are left.",
        is_live=True,
    ),
    Setting(
        "maxConcurrentPerCredential",
        whole(0),
        0,
        "How many requests one credential serves at once; `0` sets no limit. Further ones go to "
        "other credentials, or wait for half a minute.",
        is_live=True,
    ),
    Setting(
        "failoverOnAccountLimit",
        FLAG,
        False,  # noqa: FBT003 -- the column is the default
        "Whether another account may step in after Kiro has limited one for suspicious activity, "
        "or suspended it: that can itself look like evasion.",
        is_live=True,
    ),
    Setting(
        "pauseAtPercent",
        whole(0, 100),
        0,
        "A credential that has used more of its quota than this serves only when no other can; `0` "
        "never spares one.",
        is_live=True,
    ),
    Setting(
        "warnQuotaPercent",
        whole(0, 100),
        10,
        "A credential with less of its quota left than this is warned of; `0` never warns.",
        is_live=True,
    ),
    Setting(
        "warnErrorPercent",
        whole(0, 100),
        50,
        "The share of failed requests within ten minutes that is warned of; `0` never warns.",
        is_live=True,
    ),
    Setting(
        "webhook.url",
        SECRET_URL,
        None,
        "Where warnings are posted to, through `proxyUrl` if there is one.",
        default_told="nowhere",
        is_live=True,
    ),
    Setting(
        "webhook.secret",
        SECRET,
        None,
        "What the messages are signed with.",
        default_told="they are not signed",
        is_live=True,
    ),
    Setting(
        "webhook.format",
        one_of("generic", "slack", "dingtalk", "feishu"),
        "generic",
        "Whose messages they are: `generic` is JSON for a program of your own.",
        is_live=True,
    ),
    Setting(
        "webhook.repeatMinutes",
        whole(1, 10_080),
        30,
        "How long a warning that comes back is not posted again.",
        is_live=True,
    ),
    Setting(
        "countTokensApiUrl",
        URL,
        None,
        "An external counter of tokens, which answers `count_tokens`.",
        default_told="the gateway's own estimate",
    ),
    Setting("countTokensApiKey", SECRET, None, "The counter's key.", default_told="none"),
    Setting(
        "countTokensAuthType",
        one_of("x-api-key", "bearer"),
        "x-api-key",
        "How the counter wants its key.",
    ),
    Setting(
        "defaultEndpoint",
        one_of("ide"),
        "ide",
        "The only endpoint of kiro-rs; hosts are named in `upstream`.",
        is_read=False,
    ),
    Setting(
        "endpoints",
        OBJECT,
        _NOTHING,
        "Kept for kiro-rs, which does not read it either.",
        is_read=False,
    ),
)
"""In the order of the reference."""
