"""Settings change while the gateway runs, and two who change them lose nothing."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from fakes import Notes
from kiro_py.adapters.config_file import ConfigFile
from kiro_py.config.live import Live
from kiro_py.config.load import load
from kiro_py.config.settings import Settings
from kiro_py.config.steering import Steering
from kiro_py.errors import ConfigRefused, StoreUnwritable
from kiro_py.exchange.pending import Pending
from kiro_py.ports.journal import SettingsChanged, SettingsUnread
from kiro_py.wire.admin.settings import SettingView

KEY = {"apiKey": "key"}


class Scene:
    """A file, an environment, and somebody at the wheel."""

    def __init__(
        self, directory: Path, document: dict[str, Any] | None = None, **environ: str
    ) -> None:
        self.path = directory / "config.json"
        if document is not None:
            self.path.write_text(json.dumps(document))
        self.live = Live(load(self.path, environ).settings)
        self.notes = Notes()
        self.wheel = Steering(ConfigFile(self.path), environ, self.live, self.notes)

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.path.read_text())

    def change(self, **values: object) -> dict[str, SettingView]:
        named = {name.replace("__", "."): value for name, value in values.items()}
        found = asyncio.run(self.wheel.change(named))
        return {view.name: view for view in found.items}

    def problems(self, **values: object) -> dict[str, str]:
        with pytest.raises(ConfigRefused) as refused:
            self.change(**values)
        return {problem.key: problem.problem for problem in refused.value.problems}

    def views(self) -> dict[str, SettingView]:
        return {view.name: view for view in asyncio.run(self.wheel.shown()).items}


def test_what_can_be_in_force_at_once_is(tmp_path: Path):
    """It is in the file for the next start, with whatever else is in it."""
    subject = Scene(tmp_path, {**KEY, "mine": 1})
    found = subject.change(loadBalancingMode="balanced")["loadBalancingMode"]
    assert ("balanced", "file", True) == (found.value, found.source, found.is_changeable)
    assert "balanced" == subject.live.settings.load_balancing_mode
    assert {**KEY, "mine": 1, "loadBalancingMode": "balanced"} == subject.document
    assert [SettingsChanged('loadBalancingMode is "balanced"')] == subject.notes.happenings


def test_the_rest_is_written_for_the_next_start(tmp_path: Path):
    """Both values are told, so that nobody wonders which one is in force."""
    found = Scene(tmp_path, {**KEY, "port": 1}).change(port=2)["port"]
    assert (1, 2, True, False) == (
        found.value,
        found.pending,
        found.is_restart_needed,
        found.is_changeable,
    )


def test_null_takes_a_value_out_of_the_file(tmp_path: Path):
    """The default is in force then; an object that is empty goes with its last member."""
    subject = Scene(tmp_path, {**KEY, "maxConcurrentRequests": 5, "webhook": {"format": "slack"}})
    found = subject.change(maxConcurrentRequests=None, webhook__format=None)
    assert (0, "default") == (
        found["maxConcurrentRequests"].value,
        found["maxConcurrentRequests"].source,
    )
    assert "generic" == subject.live.settings.webhook_format
    assert KEY == subject.document


def test_a_member_of_an_object_is_changed_in_its_place(tmp_path: Path):
    """Its neighbours stay."""
    subject = Scene(tmp_path, {**KEY, "webhook": {"format": "slack"}})
    subject.change(webhook__repeatMinutes=5)
    assert {"format": "slack", "repeatMinutes": 5} == subject.document["webhook"]
    assert 5 == subject.live.settings.webhook_repeat_minutes


def test_everything_that_is_wrong_is_told_by_name(tmp_path: Path):
    """Nothing is changed then, not even what was right."""
    subject = Scene(tmp_path, dict(KEY))
    found = subject.problems(
        port=0, loadBalancing="balanced", extractThinking="no", apiRegion="a b"
    )
    assert ["apiRegion", "extractThinking", "loadBalancing", "port"] == sorted(found)
    assert "did you mean 'loadBalancingMode'?" in found["loadBalancing"]
    assert "found 0, expected a whole number from 1 to 65535" == found["port"]
    assert (KEY, []) == (subject.document, subject.notes.happenings)


def test_no_value_is_too_odd_to_be_refused(tmp_path: Path):
    """Whatever a program may send, it hears what is wrong."""
    subject = Scene(tmp_path, dict(KEY))
    assert ["port"] == list(subject.problems(port=10**400))
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"": deep}
    assert {"endpoints": "it is nested too deeply to be written"} == subject.problems(
        endpoints=deep
    )


def test_settings_that_do_not_fit_together_are_refused(tmp_path: Path):
    """The whole file is read as it would be at the next start."""
    found = Scene(tmp_path, dict(KEY)).problems(proxyUsername="somebody")
    assert {"proxyUsername": "it means nothing without proxyUrl"} == found


def test_a_required_setting_cannot_be_taken_away(tmp_path: Path):
    """The next start would fail."""
    assert ["apiKey"] == list(Scene(tmp_path, dict(KEY)).problems(apiKey=None))


def test_what_the_environment_sets_is_changed_there(tmp_path: Path):
    """A change in the file would have no effect, ever."""
    subject = Scene(tmp_path, dict(KEY), KIRO_PY_PAUSE_AT_PERCENT="95")
    found = subject.views()["pauseAtPercent"]
    assert ("environment", 95) == (found.source, found.value)
    problem = "it comes from KIRO_PY_PAUSE_AT_PERCENT: change it there"
    assert {"pauseAtPercent": problem} == subject.problems(pauseAtPercent=90)


def test_a_mask_is_no_secret(tmp_path: Path):
    """A page that sends back what it was shown does not set it as a password."""
    assert ["webhook.secret"] == list(Scene(tmp_path, dict(KEY)).problems(webhook__secret="***"))


def test_no_secret_is_noted(tmp_path: Path):
    """The journal hears that there is another one."""
    subject = Scene(tmp_path, dict(KEY))
    subject.change(webhook__url="https://example.com/SECRET", pauseAtPercent=None)
    what = "webhook.url is another one; pauseAtPercent is taken away"
    assert [SettingsChanged(what)] == subject.notes.happenings


def test_without_a_file_a_change_lasts_as_long_as_the_process(tmp_path: Path):
    """What would need a restart is refused, since nothing would be left of it."""
    subject = Scene(tmp_path, KIRO_PY_API_KEY="key")
    subject.change(warnQuotaPercent=20)
    found = subject.change(pauseAtPercent=90)
    assert ("runtime", 20) == (found["warnQuotaPercent"].source, found["warnQuotaPercent"].value)
    assert ("runtime", 90) == (found["pauseAtPercent"].source, found["pauseAtPercent"].value)
    assert ["port"] == list(subject.problems(port=1))
    assert (10, "default") == (
        (view := subject.change(warnQuotaPercent=None)["warnQuotaPercent"]).value,
        view.source,
    )
    assert not subject.path.exists()


def test_changes_at_the_same_time_lose_nothing(tmp_path: Path):
    """Each is made on what the other one has written."""
    subject = Scene(tmp_path, dict(KEY))

    async def both() -> None:
        await asyncio.gather(
            *(
                subject.wheel.change({name: value})
                for name, value in (("pauseAtPercent", 90), ("warnQuotaPercent", 20), ("port", 1))
            )
        )

    asyncio.run(both())
    assert KEY | {"pauseAtPercent": 90, "warnQuotaPercent": 20, "port": 1} == subject.document
    found = subject.live.settings
    assert (90, 20) == (found.pause_at_percent, found.warn_quota_percent)


def test_the_version_is_asked_for_before_anything_is_changed(tmp_path: Path):
    """It is that of the file as it is, whoever has written it."""
    subject = Scene(tmp_path, dict(KEY))
    version = asyncio.run(subject.wheel.shown()).version
    subject.path.write_text('{"apiKey": "key", "port": 1}')

    def expects(found: str) -> None:
        if found != version:
            raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(subject.wheel.change({"pauseAtPercent": 5}, expects))
    assert {"apiKey": "key", "port": 1} == subject.document


@pytest.mark.parametrize("text", ["{", '{"apiKey": "key", "port": "eighty"}'])
def test_a_file_in_the_middle_of_an_edit_is_waited_for(tmp_path: Path, text: str):
    """What is in force is still shown, and nothing is written over the owner's work."""
    subject = Scene(tmp_path, dict(KEY))
    subject.path.write_text(text)
    assert 8080 == subject.views()["port"].value
    with pytest.raises((StoreUnwritable, ConfigRefused)):
        subject.change(pauseAtPercent=5)
    assert (text, 0) == (subject.path.read_text(), subject.live.settings.pause_at_percent)


def test_what_somebody_writes_into_the_file_is_taken_over(tmp_path: Path):
    """At once where that is possible, and told with each difference, secrets masked."""
    subject = Scene(tmp_path, {**KEY, "pauseAtPercent": 5})
    asyncio.run(subject.wheel.look())
    assert [] == subject.notes.happenings
    webhook = {"secret": "hush", "format": "slack"}
    subject.path.write_text(json.dumps({**KEY, "port": 9, "webhook": webhook}))
    asyncio.run(subject.wheel.look())
    told = (
        "port is 9 after a restart; pauseAtPercent is 0; webhook.secret is another one; "
        'webhook.format is "slack"'
    )
    assert [SettingsChanged(told)] == subject.notes.happenings
    assert ("slack", 8080) == (
        subject.live.settings.webhook_format,
        subject.live.settings.port,
    )


def test_a_file_that_cannot_be_used_changes_nothing(tmp_path: Path):
    """The last good settings go on; what is wrong is told once, and the mend is noticed."""
    subject = Scene(tmp_path, {**KEY, "pauseAtPercent": 5})
    for text in ("{", "{", json.dumps({**KEY, "pauseAtPercent": 500}), json.dumps(KEY)):
        subject.path.write_text(text)
        asyncio.run(subject.wheel.look())
        if "500" in text:
            assert 5 == subject.live.settings.pause_at_percent
    broken, wrong, mended = subject.notes.happenings
    assert isinstance(broken, SettingsUnread)
    assert isinstance(wrong, SettingsUnread)
    assert "pauseAtPercent" in wrong.why
    assert SettingsChanged("pauseAtPercent is 0") == mended
    assert 0 == subject.live.settings.pause_at_percent


def test_ones_own_change_is_not_taken_for_somebody_else_s(tmp_path: Path):
    """It has been told when it was made."""
    subject = Scene(tmp_path, dict(KEY))
    subject.change(pauseAtPercent=7)
    asyncio.run(subject.wheel.look())
    assert [SettingsChanged("pauseAtPercent is 7")] == subject.notes.happenings


async def test_an_edit_is_noticed_while_the_gateway_runs(tmp_path: Path):
    """Whoever is stirred does not wait for the next look."""
    subject = Scene(tmp_path, dict(KEY))
    is_in_force = asyncio.Event()

    def adopt(settings: Settings) -> None:
        if settings.pause_at_percent == 7:
            is_in_force.set()

    subject.live.follow(adopt)
    async with Pending(subject.wheel.keep()):
        subject.path.write_text(json.dumps({**KEY, "pauseAtPercent": 7}))
        subject.wheel.stir()
        async with asyncio.timeout(10):
            await is_in_force.wait()
