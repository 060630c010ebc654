"""A set-up whose replicas share a database, looked over."""

import json
import subprocess
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from cli.doctor.scene import DEAD, free_port
from kiro_py.adapters.database.bulletin import Bulletin
from kiro_py.adapters.database.credential_store import CredentialTable
from kiro_py.adapters.database.engine import Database
from kiro_py.adapters.database.moment import Moment
from kiro_py.adapters.database.standing_table import StandingTable
from kiro_py.adapters.database.tables import REPLICAS
from kiro_py.adapters.sealing import Sealer
from kiro_py.adapters.system_clock import SystemClock
from kiro_py.cli.doctor.examination import examine
from kiro_py.cli.doctor.finding import Finding, Verdict
from kiro_py.cli.doctor.order import Order
from kiro_py.cli.shared import reading_of
from kiro_py.config.load import load
from kiro_py.pool.standing import Standing, State
from kiro_py.secret import Secret
from kiro_py.simulator.server import Simulator
from postgres import Cluster

KEY, OTHER_KEY = "k3y-of-replicas-" * 3, "0ther-key-of-old-" * 3
PASSWORD = "s3cret-of-kiro"
SHARING = {"database", "secret key", "replicas"}


@dataclass
class Scene:
    """A database with credentials in it, and the settings of a replica."""

    directory: Path
    kiro: Simulator
    cluster: Cluster
    url: str
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    environ: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        planes = ("api", "management", "auth", "oidc")
        self.config = {
            "apiKey": "key-for-tests",
            "port": free_port(),
            "upstream": dict.fromkeys(planes, self.kiro.url),
            "databaseUrl": self.url.replace("postgres@", f"postgres:{PASSWORD}@"),
            "secretKey": KEY,
        }

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def sql(self, statement: str) -> str:
        return self.cluster.execute(self.name, statement)

    async def put(self, *entries: dict[str, Any], key: str = KEY, **standings: State) -> None:
        """Put credentials there; `standings` are named `of_1` and so on."""
        self.write()
        read = reading_of(load(self.directory / "config.json", {}).settings, {}).read
        async with Database(self.url).opened() as database:
            sealer = Sealer(Secret(key))
            async with CredentialTable(database, sealer, me="test", read=read).opened() as store:
                await store.add(entries)
            memory = StandingTable(database, Bulletin(database), SystemClock())
            async with memory.kept():
                for name, state in standings.items():
                    memory.save(int(name.removeprefix("of_")), Standing(state))

    async def appear(self, *seats: tuple[str, str]) -> None:
        """Let replicas with these names and addresses be there."""
        async with Database(self.url).opened() as database, database.writing() as connection:
            for name, address in seats:
                row = {"id": name, "address": address, "began_at": Moment(), "seen_at": Moment()}
                await connection.execute(insert(REPLICAS).values(row))

    def write(self) -> None:
        path = self.directory / "config.json"
        path.write_text(json.dumps(self.config))
        path.chmod(0o600)

    async def examined(self, **changes: Any) -> list[Finding]:
        """Return what is found; no secret is in it, and every fault has its mend."""
        self.write()
        places = (self.directory / "config.json", self.directory / "credentials.json")
        findings = await examine(Order(*places, self.environ, **changes))
        said = repr(findings)
        assert [] == [each for each in (PASSWORD, KEY, OTHER_KEY) if each in said]
        bad = {Verdict.WARNING, Verdict.FAILURE}
        assert [] == [each for each in findings if each.verdict in bad and not each.mend]
        return findings

    def content(self) -> str:
        """Return everything in the database, as a backup would have it."""
        dump = [str(self.cluster.bin / "pg_dump"), "--inserts", "--dbname", self.url]
        done = subprocess.run(dump, check=True, capture_output=True)
        lines = done.stdout.decode().splitlines()
        # A newer one begins and ends with a word that it invents each time.
        return "\n".join(line for line in lines if line[:1] != "\\")


BuildScene = Callable[..., Any]


@pytest.fixture(name="scene")
def build_scene(tmp_path: Path, cluster: Cluster, template: str) -> BuildScene:
    """Return what builds a scene, with the credentials of some accounts."""

    @asynccontextmanager
    async def scene(*accounts: str, url: str = "", is_fresh: bool = True) -> AsyncGenerator[Scene]:
        async with Simulator() as kiro:
            subject = Scene(tmp_path, kiro, cluster, url or cluster.copy(template))
            entries = [kiro.accounts.credential(name, is_fresh=is_fresh) for name in accounts]
            if entries:
                await subject.put(*entries)
            yield subject

    return scene


def faults(findings: list[Finding]) -> list[tuple[str, str, str]]:
    bad = {Verdict.WARNING, Verdict.FAILURE}
    return [(one.check, one.verdict.value, one.told) for one in findings if one.verdict in bad]


def about(findings: list[Finding], check: str) -> list[tuple[Verdict, str]]:
    return [(finding.verdict, finding.told) for finding in findings if finding.check == check]


async def test_a_sound_set_up_is_well(scene: BuildScene):
    """Without a credentials file, which nobody misses."""
    async with scene("social", "api-key") as subject:
        await subject.appear(("one-1-aaaa", "http://one.example.com"))
        findings = await subject.examined()
    assert [] == faults(findings)
    assert [] == [each for each in findings if "credentials.json" in repr(each)]
    assert [(Verdict.OK, "2 can be used")] == about(findings, "credentials")
    assert [Verdict.OK] * 2 == [verdict for verdict, _ in about(findings, "sign-in")]
    assert {each.check for each in findings} >= SHARING
    assert 2 == len(about(findings, "clock"))


async def test_looking_changes_nothing(scene: BuildScene):
    """Every table is as it was, byte for byte."""
    async with scene("social", "api-key") as subject:
        await subject.appear(("one-1-aaaa", ""))
        before = subject.content()
        findings = await subject.examined()
        assert [] == faults(findings)
        assert before == subject.content()


async def test_no_tables_are_made(scene: BuildScene, postgres_url: str):
    """Whoever wants them is told by which command."""
    async with scene(url=postgres_url) as subject:
        before = subject.content()
        findings = await subject.examined()
        assert before == subject.content()
    (fault,) = faults(findings)
    assert ("database", "failure") == fault[:2]
    assert "it has no tables yet" in fault[2]
    for check in ("credentials", "replicas"):
        assert [Verdict.NOT_CHECKED] == [verdict for verdict, _ in about(findings, check)]


async def test_a_renewal_is_made_in_turn_and_kept(scene: BuildScene):
    """The token that was spent is replaced for all replicas."""
    async with scene("social", is_fresh=False) as subject:
        findings = await subject.examined()
        assert [] == faults(findings)
        again = await subject.examined(renews=True)
        assert [] == faults(again)
        counts = (subject.kiro.accounts.refreshes, subject.kiro.accounts.refresh_tokens_spent_twice)
        left = subject.sql("SELECT count(*) FROM credentials WHERE spending IS NOT NULL")
    assert ((2, 0), "0") == (counts, left)


async def test_another_one_s_turn_is_not_taken(scene: BuildScene):
    """A replica that renews just now is not disturbed."""
    async with scene("social", is_fresh=False) as subject:
        subject.sql(
            "UPDATE credentials SET turn_of = 'another',"
            " turn_until = extract(epoch from now()) + 600"
        )
        findings = await subject.examined(others_seconds=0.0)
        assert 0 == subject.kiro.accounts.refreshes
    assert [Verdict.FAILURE] == [verdict for verdict, _ in about(findings, "sign-in")]


async def test_a_user_who_may_not_write_renews_nothing(scene: BuildScene):
    """The new token could not be kept."""
    async with scene("social", is_fresh=False) as subject:
        subject.cluster.execute(
            "postgres", f"ALTER DATABASE {subject.name} SET default_transaction_read_only = on"
        )
        findings = await subject.examined()
        assert 0 == subject.kiro.accounts.refreshes
    assert "it takes no changes" in faults(findings)[0][2]
    assert [Verdict.NOT_CHECKED] == [verdict for verdict, _ in about(findings, "sign-in")]


async def test_how_credentials_stand_is_told(scene: BuildScene):
    """As the replicas have written it, with what is disabled left alone."""
    async with scene() as subject:
        entry = subject.kiro.accounts.credential("api-key")
        await subject.put(
            entry, {"kiroApiKey": "ksk_example", "disabled": True}, of_1=State.SUSPENDED
        )
        findings = await subject.examined()
    (standing,) = about(findings, "standing")
    assert (Verdict.FAILURE, "suspended") == standing
    assert [(Verdict.OK, "1 can be used, 1 disabled")] == about(findings, "credentials")
    assert [(Verdict.NOT_CHECKED, "it is disabled")] == about(findings, "credential")


def another_key(subject: Scene) -> None:
    subject.config["secretKey"] = OTHER_KEY


def no_key(subject: Scene) -> None:
    del subject.config["secretKey"]


def no_key_file(subject: Scene) -> None:
    del subject.config["secretKey"]
    subject.config["secretKeyFile"] = str(subject.directory / "secret-key")


def a_newer_key(subject: Scene) -> None:
    subject.config |= {"secretKey": OTHER_KEY, "previousSecretKey": KEY}


def an_open_key_file(subject: Scene) -> None:
    no_key_file(subject)
    path = subject.directory / "secret-key"
    path.write_text(KEY)
    path.chmod(0o644)


def a_spoilt_row(subject: Scene) -> None:
    subject.sql("UPDATE credentials SET sealed = sealed || 'x' WHERE id = 1")


def a_dead_server(subject: Scene) -> None:
    subject.config["databaseUrl"] = f"postgresql://kiro:{PASSWORD}@{DEAD[7:]}/kiro"


def a_wrong_name(subject: Scene) -> None:
    subject.config["databaseUrl"] += "_nowhere"


def a_wrong_user(subject: Scene) -> None:
    subject.config["databaseUrl"] = subject.url.replace("postgres@", f"nobody:{PASSWORD}@")


def tls_that_is_not_there(subject: Scene) -> None:
    subject.config["databaseUrl"] += "?sslmode=require"


def a_wrong_parameter(subject: Scene) -> None:
    subject.config["databaseUrl"] += "?schema=kiro"


def a_password_that_is_not_written_so(subject: Scene) -> None:
    subject.config["databaseUrl"] = f"postgresql://kiro:{PASSWORD}/x@db.example.com/kiro"


def older_tables(subject: Scene) -> None:
    subject.sql("UPDATE alembic_version SET version_num = '0001'")


def a_bad_variable(subject: Scene) -> None:
    subject.environ["KIRO_API_KEY"] = "ksk broken"


def nobody_there(subject: Scene) -> None:
    subject.sql("DELETE FROM credentials")


BROKEN = [
    (another_key, "secret key", "failure", "does not open 1 of 1 (credential 1)", "previousSecret"),
    (no_key, "secret key", "failure", "it is missing", "the other replicas have"),
    (no_key_file, "secret key", "failure", "there is no such file", "the other replicas have"),
    (a_newer_key, "secret key", "warning", "1 of 1 (credential 1) is sealed", "db reseal"),
    (an_open_key_file, "files", "warning", "its mode is 0644", "chmod 600"),
    (a_spoilt_row, "secret key", "failure", "changed", "credentials remove 1"),
    (a_dead_server, "database", "failure", "takes no connection", "start it"),
    (a_wrong_name, "database", "failure", "no such database", "make it"),
    (a_wrong_user, "database", "failure", "refuses the sign-in", "user and password"),
    (tls_that_is_not_there, "database", "failure", "no secure connection", "sslmode"),
    (a_wrong_parameter, "database", "failure", "`schema` is not known", "use-postgresql.md"),
    (a_password_that_is_not_written_so, "database", "failure", "with `%`", "use-postgresql.md"),
    (older_tables, "database", "failure", "of version 0001", "kiro-py db upgrade"),
    (a_bad_variable, "credentials", "failure", "expected a token", "unset the variable"),
    (nobody_there, "credentials", "failure", "none that can be used", "kiro-py login"),
]


@pytest.mark.parametrize(
    ("spoil", "check", "verdict", "told", "mend"),
    [pytest.param(*row, id=row[0].__name__.replace("_", " ")) for row in BROKEN],
)
async def test_a_fault_is_named_with_its_mend(
    scene: BuildScene,
    spoil: Callable[[Scene], None],
    check: str,
    verdict: str,
    told: str,
    mend: str,
):
    """What was broken is in the report, and says what to do; what cannot be read is not checked."""
    async with scene("api-key") as subject:
        spoil(subject)
        findings = await subject.examined()
    found = [each for each in findings if (check, verdict) == (each.check, each.verdict.value)]
    assert [] != [each for each in found if told in each.told and mend in each.mend], findings


async def test_replicas_that_cannot_reach_each_other_are_named(scene: BuildScene):
    """Where there is an admin side."""
    async with scene("api-key") as subject:
        await subject.appear(("one-1-aaaa", "http://one.example.com"), ("two-2-bbbb", ""))
        without = await subject.examined()
        subject.config["adminApiKey"] = "admin-key"
        (fault,) = faults(await subject.examined())
    assert [] == faults(without)
    assert ("replicas", "warning") == fault[:2]


async def test_without_a_network_the_key_is_looked_at(scene: BuildScene):
    """And the environment's credential; a database on this machine is beyond a network, too."""
    async with scene("api-key") as subject:
        subject.environ["KIRO_API_KEY"] = "ksk_example"
        subject.config["secretKey"] = "short"
        findings = await subject.examined(is_offline=True)
    assert [("secret key", "failure")] == [each[:2] for each in faults(findings)]
    for check in ("database", "credentials"):
        assert [(Verdict.NOT_CHECKED, "nothing is asked with --offline")] == about(findings, check)
    assert [Verdict.OK] == [verdict for verdict, _ in about(findings, "token")]


async def test_a_file_that_is_forgotten_is_told_where_there_is_nobody(scene: BuildScene):
    """It may be that it was never moved."""
    async with scene() as subject:
        (subject.directory / "credentials.json").write_text("[]")
        findings = await subject.examined()
    (warned,) = [each for each in findings if each.verdict is Verdict.WARNING]
    assert ("credentials", True) == (warned.check, "import --from" in warned.mend)


async def test_settings_that_cannot_be_read_hide_no_database(scene: BuildScene):
    """Nobody is told to look for a file."""
    async with scene() as subject:
        subject.config["port"] = "many"
        findings = await subject.examined()
    why = "the settings have to be mended first"
    assert [(Verdict.NOT_CHECKED, why)] == about(findings, "database")
    assert [(Verdict.NOT_CHECKED, why)] == about(findings, "credentials")
    assert [("settings", "failure")] == [each[:2] for each in faults(findings)]


async def test_entries_that_cannot_be_used_are_named(scene: BuildScene):
    """By the numbers of their rows, without hiding the rest."""
    async with scene() as subject:
        subject.config["identityProviders"] = ["127.0.0.1"]
        external = subject.kiro.accounts.credential("external-idp")
        await subject.put(subject.kiro.accounts.credential("api-key"), external)
        del subject.config["identityProviders"]
        findings = await subject.examined()
    (fault,) = [each for each in findings if each.verdict is Verdict.FAILURE]
    assert "the database: credential 2.tokenEndpoint" == fault.subject
    assert "identityProviders" in fault.mend
    assert [Verdict.OK] == [verdict for verdict, _ in about(findings, "sign-in")]
