"""The table of settings, which feeds reading, the environment, the help and the reference alike."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kiro_py.config.kinds import (
    BASE_URLS,
    FLAG,
    IDENTITY_PROVIDERS,
    MACHINE_ID,
    NAMES,
    OBJECT,
    PROXY,
    REGION,
    SECRET,
    SECRET_URL,
    TEXT,
    URL,
    matching,
    one_of,
    seconds,
    whole,
)
from kiro_py.config.running import RUNNING
from kiro_py.config.setting import Setting
from kiro_py.kiro.address import DEFAULT_REGION, Hosts

_HOSTS = Hosts()
_NOTHING: Mapping[str, str] = MappingProxyType({})
_VERSION = matching(r"\d+\.\d+\.\d+[A-Za-z0-9.-]*", "a version like `1.2.3`")
_SYSTEM = matching(r"[a-z0-9]+#[A-Za-z0-9._-]+", "a system like `darwin#24.6.0`")


SETTINGS: Final = (
    *RUNNING,
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
