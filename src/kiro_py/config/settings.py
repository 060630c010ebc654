"""Every setting, checked and typed."""

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from kiro_py.kiro.address import AddressBook, Hosts, Regions
from kiro_py.kiro.identity import Identity
from kiro_py.kiro.provider import PROVIDERS
from kiro_py.pool.credential import Proxy
from kiro_py.pool.turn import Mode, Rules
from kiro_py.secret import Secret

Source: TypeAlias = Literal["default", "file", "environment", "runtime"]
"""Where a setting comes from; what is changed at run time is in the file, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `config.json` and the environment say together; `config/table.py` tells each meaning.

    `sources` tells by name where each comes from.
    """

    host: str
    port: int
    api_key: Secret
    admin_api_key: Secret | None
    admin_port: int | None
    admin_host: str | None
    audit_retention_days: int
    database_url: Secret | None
    usage_retention_days: int
    usage_sums_days: int
    trace_retention_hours: int
    usage_max_megabytes: int
    secret_key: Secret | None
    secret_key_file: str | None
    previous_secret_key: Secret | None
    replica_url: str | None
    workers: int
    drain_seconds: float
    drain_delay_seconds: float
    log_format: Literal["auto", "console", "json"]
    metrics: Literal["open", "key", "off"]
    telemetry: bool
    trusted_proxies: tuple[str, ...]
    cors_origins: tuple[str, ...]
    max_body_bytes: int
    max_concurrent_requests: int

    region: str | None
    auth_region: str | None
    api_region: str | None
    upstream_api: tuple[str, ...]
    upstream_management: tuple[str, ...]
    upstream_auth: tuple[str, ...]
    upstream_oidc: tuple[str, ...]
    identity_providers: tuple[str, ...]
    proxy_url: Proxy | None
    proxy_username: str | None
    proxy_password: Secret | None
    tls_backend: Literal["rustls", "native-tls"]
    connect_timeout_seconds: float
    idle_timeout_seconds: float

    kiro_version: str
    machine_id: str | None
    system_version: str | None
    node_version: str

    models: Mapping[str, str]
    extract_thinking: bool
    fetch_urls: bool
    ping_interval_seconds: float
    hold_before_headers_seconds: float
    hold_after_headers_seconds: float
    finish_grace_seconds: float

    load_balancing_mode: Literal["priority", "balanced"]
    max_concurrent_per_credential: int
    failover_on_account_limit: bool
    pause_at_percent: int
    warn_quota_percent: int
    warn_error_percent: int
    webhook_url: Secret | None
    webhook_secret: Secret | None
    webhook_format: Literal["generic", "slack", "dingtalk", "feishu"]
    webhook_repeat_minutes: int
    count_tokens_api_url: str | None
    count_tokens_api_key: Secret | None
    count_tokens_auth_type: str
    default_endpoint: str
    endpoints: Mapping[str, object]
    sources: Mapping[str, Source] = field(default_factory=dict[str, Source])

    @property
    def proxy(self) -> Proxy | None:
        """The proxy of every credential that names none, with its sign-in."""
        if self.proxy_url is None:
            return None
        return replace(
            self.proxy_url,
            username=self.proxy_username or self.proxy_url.username,
            password=self.proxy_password or self.proxy_url.password,
        )

    @property
    def address_book(self) -> AddressBook:
        """What Kiro's room needs to address a call."""
        return AddressBook(
            identity=Identity(
                kiro_version=self.kiro_version,
                system_version=self.system_version or this_system(),
                node_version=self.node_version,
                machine_id=self.machine_id,
            ),
            hosts=Hosts(
                api=self.upstream_api,
                management=self.upstream_management,
                auth=self.upstream_auth,
                oidc=self.upstream_oidc,
            ),
            regions=Regions(
                region=self.region, auth_region=self.auth_region, api_region=self.api_region
            ),
            proxy=self.proxy,
            providers=(*PROVIDERS, *self.identity_providers),
        )

    @property
    def rules(self) -> Rules:
        """How turns are given."""
        return Rules(
            mode=Mode(self.load_balancing_mode),
            seats=self.max_concurrent_per_credential,
            leaves_limited=self.failover_on_account_limit,
            pause_at=self.pause_at_percent,
        )


def is_shared(database_url: Secret | None) -> bool:
    """Whether a database is one that replicas share credentials in."""
    return database_url is not None and database_url.reveal().startswith("postgres")


def this_system() -> str:
    """Return this machine's system as Node would name it, without a distribution's own suffix."""
    system = platform.system().lower() or "linux"
    release = re.match(r"\d+(?:\.\d+)*", platform.release())
    return f"{'win32' if system == 'windows' else system}#{release[0] if release else '0'}"
