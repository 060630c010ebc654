"""A set-up, looked over as a whole."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.doctor.scene import free_port
from kiro_py.adapters.standings_file import StandingsFile
from kiro_py.cli.doctor.examination import _accounts, _Heard, examine
from kiro_py.cli.doctor.finding import Finding, Verdict
from kiro_py.cli.doctor.order import Order
from kiro_py.pool.credential import AuthMethod, Credential
from kiro_py.pool.standing import Standing, State
from kiro_py.ports.journal import TokensUnsaved
from kiro_py.simulator.faults.effects import Silence
from kiro_py.simulator.server import Simulator


def order(directory: Path, config: object, credentials: object, **changes: Any) -> Order:
    places = [directory / "config.json", directory / "credentials.json"]
    for place, content in zip(places, (config, credentials), strict=True):
        place.write_text(content if isinstance(content, str) else json.dumps(content))
        place.chmod(0o600)
    return replace(Order(*places, environ={}), **changes)


def settings(kiro_url: str) -> dict[str, object]:
    planes = ("api", "management", "auth", "oidc")
    upstream = dict.fromkeys(planes, kiro_url)
    return {"apiKey": "key-for-tests", "port": free_port(), "upstream": upstream}


@asynccontextmanager
async def examined(
    directory: Path, *accounts: str, **changes: Any
) -> AsyncGenerator[tuple[Simulator, Order]]:
    async with Simulator() as kiro:
        entries = [kiro.accounts.credential(name) for name in accounts]
        yield kiro, order(directory, settings(kiro.url), entries, **changes)


def verdicts(findings: list[Finding], check: str) -> list[Verdict]:
    return [finding.verdict for finding in findings if finding.check == check]


async def test_without_settings_the_files_are_looked_at(tmp_path: Path):
    """Everything that needs the settings says so."""
    findings = await examine(order(tmp_path, "{", {"kiroApiKey": "ksk_example"}))

    unasked = [finding for finding in findings if finding.verdict is Verdict.NOT_CHECKED]
    assert ["port", "host", "clock", "sign-in"] == [finding.check for finding in unasked]
    assert {"the settings have to be mended first"} == {finding.told for finding in unasked}
    assert [Verdict.OK] == verdicts(findings, "token")


async def test_without_credentials_the_rest_is_looked_at(tmp_path: Path):
    """There is nobody to ask with, but the port can be tried."""
    findings = await examine(order(tmp_path, {"apiKey": "key", "port": free_port()}, "["))

    assert [Verdict.OK] == verdicts(findings, "port")
    assert [Verdict.NOT_CHECKED] == verdicts(findings, "sign-in")


async def test_a_disabled_credential_is_left_alone(tmp_path: Path):
    """It is named, and neither judged nor asked about."""
    async with examined(tmp_path, "api-key", "social") as (kiro, told):
        entries = json.loads(told.credentials.read_text())
        entries[1]["disabled"] = True
        told.credentials.write_text(json.dumps(entries))
        findings = await examine(told)
        accounts = {call.account for call in kiro.calls}

    assert [Verdict.NOT_CHECKED] == verdicts(findings, "credential")
    assert {None, "api-key"} == accounts


async def test_what_the_gateway_remembers_is_looked_at(tmp_path: Path):
    """A standing of the state file is told with the credential."""
    async with examined(tmp_path, "api-key") as (_, told):
        memory = StandingsFile(told.credentials)
        memory.save(1, Standing(State.SUSPENDED))
        memory.settle()
        findings = await examine(told)

    assert [Verdict.FAILURE] == verdicts(findings, "standing")
    assert [Verdict.OK] == verdicts(findings, "sign-in")


async def test_who_is_slow_is_not_waited_for(tmp_path: Path):
    """What has come by then is told; the rest had no time."""
    async with examined(tmp_path, "api-key", "social", limit_seconds=2.0) as (kiro, told):
        kiro.faults.add(Silence(at="before-headers"), account="social", times=None)
        findings = await examine(told)

    assert [Verdict.OK, Verdict.NOT_CHECKED] == verdicts(findings, "sign-in")
    assert [Verdict.OK] == verdicts(findings, "host")


@pytest.mark.parametrize("number", [1, 2])
def test_a_token_that_could_not_be_saved_is_told(number: int):
    """Its owner has to know before it is lost."""
    credential = Credential(id=1, auth_method=AuthMethod.SOCIAL)
    heard = _Heard()
    heard.note(TokensUnsaved(number, "No space left on device"))
    findings = list(_accounts([credential], heard))

    told = [finding.told for finding in findings if finding.verdict is Verdict.FAILURE]
    assert ["its renewed token could not be saved: No space left on device"] * (number == 1) == told
