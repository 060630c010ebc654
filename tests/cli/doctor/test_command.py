"""The command on set-ups that are broken, each in its own way, and on one that is not."""

import os
import reprlib
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from cli.doctor.scene import DEAD, GATEWAY_KEY, WITHOUT_PRIVILEGES, Scene
from kiro_py.simulator.accounts.account import DEFAULT_ACCOUNTS, Account, Kind
from kiro_py.simulator.faults.effects import Answer
from kiro_py.simulator.server import Simulator

ABSENT_PROFILE = "arn:aws:codewhisperer:us-east-1:123456789012:profile/EXAMPLEEXAMP"
EMAIL = "ada.lovelace@example.com"
EXAMINED = ("social", "idc", "builder-id", "external-idp", "api-key")


POOR = Account(name="poor", kind=Kind.API_KEY, credit_limit=50, credits_used=50)

BuildScene = Callable[..., AbstractAsyncContextManager[Scene]]


@pytest.fixture(name="scene")
def build_scene(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> BuildScene:
    """Return what builds a set-up; the environment of whoever runs the tests has no part in it."""
    for name in [name for name in os.environ if name.startswith("KIRO_")]:  # noqa: TID251 -- see above
        monkeypatch.delenv(name)

    @asynccontextmanager
    async def scene(*accounts: str, is_fresh: bool = True) -> AsyncGenerator[Scene]:
        async with Simulator(accounts=(*DEFAULT_ACCOUNTS, POOR)) as kiro:
            entries = [kiro.accounts.credential(name, is_fresh=is_fresh) for name in accounts]
            yield Scene(tmp_path, kiro, capsys, entries)

    return scene


async def test_a_sound_set_up_is_well(scene: BuildScene):
    """Nothing fails, nothing is odd, and every kind of sign-in was accepted."""
    async with scene(*EXAMINED) as subject:
        subject.config["identityProviders"] = ["127.0.0.1"]
        code, findings = await subject.findings()

    verdicts = {finding["verdict"] for finding in findings}
    assert (0, {"ok"}) == (code, verdicts), faults(findings)
    accepted = [each for each in findings if each["check"] == "sign-in"]
    assert len(EXAMINED) == len(accepted)


def a_wrong_setting(subject: Scene) -> None:
    subject.config |= {"port": "many"}


def a_misspelt_setting(subject: Scene) -> None:
    subject.config |= {"proxyUlr": DEAD}


def a_truncated_file(subject: Scene) -> None:
    subject.texts["credentials.json"] = '[{"authMethod": "social", "refreshTok'


def no_client_secret(subject: Scene) -> None:
    subject.entries[1].pop("clientSecret")


def open_to_others(subject: Scene) -> None:
    subject.mode = 0o644


def a_read_only_directory(subject: Scene) -> None:
    subject.launcher = ("-c", WITHOUT_PRIVILEGES)
    subject.mode, subject.directory_mode = 0o400, 0o500


def a_file_for_a_directory(subject: Scene) -> None:
    subject.credentials_at = "config.json/credentials.json"


def a_clock_an_hour_slow(subject: Scene) -> None:
    subject.kiro.clock.advance(3_600)


def a_region_that_is_none(subject: Scene) -> None:
    subject.entries[1] |= {"authRegion": "eu-nowhere-1"}


def a_region_without_answers(subject: Scene) -> None:
    subject.config["upstream"].pop("api")
    subject.entries[0] |= {"apiRegion": "eu-north-1"}
    subject.options = ("--offline",)


def a_host_that_refuses(subject: Scene) -> None:
    subject.config["upstream"]["management"] = DEAD


def a_dead_proxy(subject: Scene) -> None:
    subject.entries[0] |= {"proxyUrl": DEAD}


def a_revoked_sign_in(subject: Scene) -> None:
    subject.kiro.accounts.revoke("idc")
    subject.entries[1] |= {"expiresAt": "2020-01-01T00:00:00Z"}


def a_suspended_account(subject: Scene) -> None:
    subject.kiro.accounts.suspend("social")


def spent_credits(subject: Scene) -> None:
    subject.entries.append(subject.kiro.accounts.credential("poor"))


def a_foreign_profile(subject: Scene) -> None:
    subject.entries[0] |= {"profileArn": ABSENT_PROFILE}


def a_refused_key(subject: Scene) -> None:
    subject.entries[2] |= {"kiroApiKey": "ksk_example"}


def a_refused_token(subject: Scene) -> None:
    subject.entries[0] |= {"accessToken": "at-example"}


def a_throttled_renewal(subject: Scene) -> None:
    subject.kiro.faults.add(Answer(status=429), operation="RefreshToken", times=None)
    subject.options = ("--renew",)


def nobody_at_all(subject: Scene) -> None:
    subject.entries.clear()


def everybody_disabled(subject: Scene) -> None:
    for entry in subject.entries:
        entry["disabled"] = True


BROKEN = [
    (a_wrong_setting, "settings", "failure", "'many'", "settings.md"),
    (a_misspelt_setting, "settings", "warning", "did you mean 'proxyUrl'?", "take it out"),
    (a_truncated_file, "credentials", "failure", "truncated", "restore it from a copy"),
    (no_client_secret, "credentials", "failure", "cannot do without", "credentials import"),
    (open_to_others, "files", "warning", "mode is 0644", "run `chmod 600"),
    (a_read_only_directory, "files", "failure", "tokens would be lost", "mount it without `ro`"),
    (a_file_for_a_directory, "credentials", "failure", "Not a directory", "credentials import"),
    (a_clock_an_hour_slow, "clock", "failure", "h 0 min slow", "NTP"),
    (a_region_that_is_none, "region", "failure", "no region of AWS", "authRegion"),
    (a_region_without_answers, "region", "warning", "eu-north-1", "apiRegion"),
    (a_host_that_refuses, "host", "failure", "takes no connection", "proxyUrl"),
    (a_dead_proxy, "host", "failure", "the proxy takes no connection", "start the proxy"),
    (a_revoked_sign_in, "sign-in", "failure", "invalid_grant", "sign in again"),
    (a_suspended_account, "sign-in", "failure", "suspended", "Kiro's support"),
    (spent_credits, "quota", "failure", "50.00 of 50.00 credits", "wait for the reset date"),
    (a_foreign_profile, "profile", "failure", "refuses this account's profile", "profileArn"),
    (a_refused_key, "sign-in", "failure", "refused", "make a new one"),
    (a_refused_token, "sign-in", "failure", "refused", "kiro-py doctor --renew"),
    (a_throttled_renewal, "sign-in", "warning", "HTTP 429", "wait a few minutes"),
    (nobody_at_all, "credentials", "failure", "none that can be used", "KIRO_API_KEY"),
    (everybody_disabled, "credentials", "failure", "every one is disabled", "credentials enable"),
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
    """What was broken, and nothing graver, is in the report, and says what to do."""
    async with scene("social", "idc", "api-key") as subject:
        spoil(subject)
        code, findings = await subject.findings()

    about = [each for each in findings if (check, verdict) == (each["check"], each["verdict"])]
    assert [] != [each for each in about if told in each["told"] and mend in each["mend"]], faults(
        findings
    )
    assert (1 if verdict == "failure" else 0) == code, faults(findings)
    assert [] == [each for each in findings if is_dumb(each)]


def faults(findings: list[dict[str, str]]) -> str:
    """Return what is not well, for whoever reads why a test fails."""
    return "\n".join(str(finding) for finding in findings if finding["verdict"] != "ok")


def is_dumb(finding: dict[str, str]) -> bool:
    """Tell whether a fault has no mend."""
    return finding["verdict"] in {"warning", "failure"} and not finding["mend"]


async def test_what_cannot_be_asked_is_told(scene: BuildScene):
    """With `--offline` nothing leaves the machine, and every question says why it was not asked."""
    async with scene("social", is_fresh=False) as subject:
        subject.options = ("--offline",)
        code, findings = await subject.findings()
        calls = len(subject.kiro.calls)

    unasked = {each["check"] for each in findings if each["verdict"] == "not checked"}
    assert (0, 0) == (code, calls)
    assert {"host", "clock", "sign-in", "models", "quota"} == unasked


async def test_a_renewed_token_is_kept(scene: BuildScene):
    """A token that has ended is renewed, and the new one is in the file before anything else."""
    async with scene("social", is_fresh=False) as subject:
        before = subject.entries[0]["refreshToken"]
        code, findings = await subject.findings()
        kept = subject.credentials.read_text()
        again = await subject.kiro.calls.until(lambda calls: bool(calls.of("RefreshToken")))

    assert (0, 1) == (code, subject.kiro.accounts.refreshes), (findings, again)
    assert before not in kept


async def test_a_living_token_is_left_alone(scene: BuildScene):
    """Nothing is renewed that need not be, unless that is asked for."""
    async with scene("social") as subject:
        await subject.findings()
        unasked = subject.kiro.accounts.refreshes
        subject.options = ("--renew",)
        await subject.findings()

    assert (0, 1) == (unasked, subject.kiro.accounts.refreshes)


@pytest.mark.parametrize("options", [(), ("--json",), ("--offline",), ("--renew",)])
async def test_no_secret_is_told(
    scene: BuildScene, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
):
    """Neither a secret nor an address is in the output, whatever it is and wherever it stands."""
    async with scene(*EXAMINED) as subject:
        planted = [
            value
            for entry in subject.entries
            for name, value in entry.items()
            if name in {"accessToken", "refreshToken", "clientSecret", "kiroApiKey"}
        ]
        subject.entries[0] |= {"email": EMAIL, "proxyUrl": "http://ada:proxy-pass-1@127.0.0.1:1"}
        subject.entries[1] |= {"region": planted[0], "email": EMAIL}
        subject.entries[2] |= {"strangeMember": "strange-secret-value", "expiresAt": planted[1]}
        subject.config |= {"adminApiKey": "admin-secret-value", "proxyPassword": "proxy-pass-2"}
        monkeypatch.setenv("KIRO_API_KEY", "ksk_example_env")
        monkeypatch.setenv("KIRO_PY_API_KEY", "key-of-env")
        _, said = await subject.run(*options)

    planted += [EMAIL, GATEWAY_KEY, "proxy-pass-1", "proxy-pass-2", "strange-secret-value"]
    planted += ["admin-secret-value", "ksk_example_env", "key-of-env"]
    cut = [reprlib.repr(secret)[1:-1] for secret in planted]  # as a wrong value is told
    assert [] == [secret for secret in (*planted, *cut) if secret in said]
    assert "Traceback" not in said


async def test_people_get_lines(scene: BuildScene):
    """Each finding is a line that begins with its verdict, and a mend stands below its fault."""
    async with scene("api-key") as subject:
        subject.mode = 0o644
        _, said = await subject.run()

    lines = said.splitlines()
    assert lines[0].startswith("kiro-py ")
    fault = next(number for number, line in enumerate(lines) if line.startswith("warning"))
    assert lines[fault + 1].strip().startswith("mend: run `chmod 600")
    assert "no failures, 2 warnings" == lines[-1]
