"""The settings of the process: where it listens, what it keeps, how it stops."""

from typing import Final

from kiro_py.config.kinds import (
    DATABASE,
    FLAG,
    OPTIONAL_SECRET,
    ORIGINS,
    SECRET,
    TEXT,
    URL,
    one_of,
    seconds,
    whole,
)
from kiro_py.config.networks import NETWORKS, THIS_MACHINE
from kiro_py.config.setting import Default, Setting

RUNNING: Final = (
    Setting(
        "host",
        TEXT,
        "127.0.0.1",
        "The address to listen on; `0.0.0.0` for every interface, `::` with IPv6.",
    ),
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
    Setting(
        "secretKey",
        SECRET,
        None,
        "What credentials are sealed with in PostgreSQL: 32 characters or more, the same for every "
        "replica.",
        default_told="none; PostgreSQL needs one",
    ),
    Setting(
        "secretKeyFile",
        TEXT,
        None,
        "A file that holds the secret key, instead of `secretKey`.",
        default_told="none",
    ),
    Setting(
        "previousSecretKey",
        SECRET,
        None,
        "The secret key before this one, until `kiro-py db reseal` has been run.",
        default_told="none",
    ),
    Setting(
        "replicaUrl",
        URL,
        None,
        "The address at which the other replicas reach this one, for work of the admin side that "
        "one of them has begun.",
        default_told="none; the admin side answers for itself",
    ),
    Setting(
        "workers",
        whole(1, 64),
        1,
        "How many processes serve on this machine.",
    ),
    Setting(
        "drainSeconds",
        seconds(may_be_zero=True),
        30.0,
        "How long running answers may go on after a request to stop.",
    ),
    Setting(
        "drainDelaySeconds",
        seconds(may_be_zero=True),
        0.0,
        "How long requests are still taken after a request to stop, while `/readyz` says that no "
        "more should be sent.",
    ),
    Setting(
        "logFormat",
        one_of("auto", "console", "json"),
        "auto",
        "How the log is written: `console` for people, `json` for programs, `auto` by whether it "
        "goes to a terminal.",
    ),
    Setting(
        "metrics",
        one_of("open", "key", "off"),
        "open",
        "Who may read `/metrics`: everybody, whoever shows a client's key, or nobody.",
    ),
    Setting(
        "telemetry",
        FLAG,
        False,  # noqa: FBT003 -- the column is the default
        "Whether traces and metrics are sent to a collector of OpenTelemetry, which its own "
        "variables (`OTEL_…`) name; needs the extra `otel`.",
    ),
    Setting(
        "trustedProxies",
        NETWORKS,
        THIS_MACHINE,
        "The proxies that are believed when they say in `x-forwarded-for` whom a request of the "
        "admin side comes from; `[]` for none.",
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
)
"""In the order of the reference."""
