"""What runs the gateway elsewhere tells it what it knows, and finds it where it is."""

import json
import re
import shlex
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import kiro_py.cli.pulse
from kiro_py import __version__
from kiro_py.adapters.http_upstream import FETCH_SECONDS
from kiro_py.cli.app import app
from kiro_py.config.load import LOG_VARIABLE
from kiro_py.config.networks import NETWORKS
from kiro_py.config.space import MEMBERS_SAID, SETTINGS_SAID, SEVERAL, WHERE
from kiro_py.config.table import SETTINGS

SAVING_SECONDS = 10
"""Enough for writing a token down, also where the database takes its time."""

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
CHART = PACKAGING / "helm" / "kiro-py"
DOCKERFILES = ("Dockerfile", "Dockerfile.hf")
COMPOSE = ROOT / "docker-compose.yml"
UNIT = PACKAGING / "systemd" / "kiro-py.service"
SHARED = UNIT.parent / "kiro-py.service.d" / "shared.conf"
GUIDES = sorted((ROOT / "docs").rglob("run-*.md"))

VARIABLES = {setting.variable for setting in SETTINGS} | {LOG_VARIABLE}
DEFAULTS: dict[str, Any] = {setting.name: setting.default for setting in SETTINGS}


def named_files() -> list[Path]:
    """Return everything that may tell the gateway something by a variable."""
    files = [ROOT / name for name in DOCKERFILES]
    files += [COMPOSE, UNIT, SHARED, PACKAGING / "huggingface" / "README.md", *GUIDES]
    return files + [path for path in CHART.rglob("*") if path.is_file()]


def instructions(name: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile."""
    lines = [line for line in (ROOT / name).read_text().splitlines() if line[:1] != "#"]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [
        (word, " ".join(rest.split()))
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)
    ]


@cache
def last_stage(name: str) -> dict[str, str]:
    """Return what the image itself is told, without what is done to make it."""
    told = instructions(name)
    start = max(index for index, (word, _) in enumerate(told) if word == "FROM")
    return {word: rest for word, rest in told[start:] if word not in {"FROM", "RUN", "COPY"}}


def environment(name: str) -> dict[str, str]:
    pairs = shlex.split(last_stage(name)["ENV"])
    return dict(pair.split("=", 1) for pair in pairs)


@cache
def compose() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text("utf-8"))


@cache
def values() -> dict[str, Any]:
    return yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))


@pytest.mark.parametrize("path", named_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_variable_is_one_of_the_gateway(path: Path):
    """Nobody sets what nobody reads."""
    found = set(re.findall(r"\bKIRO_PY_[A-Z_]+\b", path.read_text("utf-8")))
    assert set() == found - VARIABLES


@pytest.mark.parametrize("name", DOCKERFILES)
def test_what_is_copied_is_there_and_let_through(name: str):
    """A path of a Dockerfile exists, and `.dockerignore` names it among what may come in."""
    allowed = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line[:1] == "!"
    ]
    copied = [rest.split()[:-1] for word, rest in instructions(name) if word == "COPY"]
    paths = [path for words in copied if words[0][:7] != "--from=" for path in words]
    assert [] == [path for path in paths if not (ROOT / path).exists()]
    assert [] == [path for path in paths if not any(path.startswith(each) for each in allowed)]


def test_both_images_are_made_in_the_same_way():
    """They differ only in what the last stage is told."""
    first, second = (
        [told for told in instructions(name) if told[0] in {"FROM", "COPY", "WORKDIR", "RUN"}]
        for name in DOCKERFILES
    )
    assert first[:-4] == second[:-4]


def test_the_images_have_what_runs_and_what_telemetry_needs():
    """In the versions that are tested."""
    runs, has, tested = (
        set(re.findall(r"^(\S+==\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("runtime.txt", "otel.txt", "dev.txt")
    )
    assert set() == runs - has
    assert set() == has - tested
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = extra["project"]["optional-dependencies"]["otel"]
    names = {each.partition("==")[0] for each in has}
    assert set() == {each.partition(">")[0] for each in wanted} - names


@pytest.mark.parametrize("name", DOCKERFILES)
def test_an_image_runs_without_privileges(name: str):
    """It has a user that is not root by number, as Kubernetes wants it, and ends when told."""
    told = last_stage(name)
    assert ("1000:1000", "SIGTERM") == (told["USER"], told["STOPSIGNAL"])


@pytest.mark.parametrize("name", DOCKERFILES)
def test_an_image_starts_a_command_that_is_there(name: str):
    """So does its health check, which is lighter than the whole command line."""
    told = last_stage(name)
    probe = json.loads(told["HEALTHCHECK"].partition("CMD ")[2])
    assert ["python", "-m", kiro_py.cli.pulse.__name__] == probe
    assert ["kiro-py"] == json.loads(told["ENTRYPOINT"])
    assert json.loads(told["CMD"])[0] in set(app)


@pytest.mark.parametrize("name", DOCKERFILES)
def test_an_image_listens_where_it_says(name: str):
    """The port that is exposed is the one that the gateway takes."""
    env = environment(name)
    port = env.get("KIRO_PY_PORT", str(DEFAULTS["port"]))
    assert (last_stage(name)["EXPOSE"], "0.0.0.0") == (port, env["KIRO_PY_HOST"])


def test_a_space_is_reached_at_its_port():
    """Its front matter, its image and the command agree."""
    _, front, _ = (PACKAGING / "huggingface" / "README.md").read_text("utf-8").split("---\n", 2)
    matter = yaml.safe_load(front)
    assert ("docker", int(WHERE["KIRO_PY_PORT"])) == (matter["sdk"], matter["app_port"])
    assert environment("Dockerfile.hf")["KIRO_PY_PORT"] == WHERE["KIRO_PY_PORT"]
    assert len(matter["short_description"]) <= 60


@pytest.mark.parametrize("word", [*SETTINGS_SAID, *MEMBERS_SAID, SEVERAL, "KIRO_API_KEY"])
def test_every_word_of_a_space_is_explained(word: str):
    """The reference and the guide, in both languages, name it."""
    pages = [ROOT / "docs" / "reference" / "cli.md"]
    pages += [page for page in GUIDES if page.name == "run-on-hugging-face-spaces.md"]
    assert [3, []] == [
        len(pages),
        [page for page in pages if f"`{word}`" not in page.read_text("utf-8")],
    ]


def test_compose_reaches_what_is_served():
    """Each published port leads to the port that the gateway is told."""
    services = compose()["services"]
    told = services["kiro-py"]["environment"]["KIRO_PY_PORT"]
    assert [f"127.0.0.1:8080:{told}"] == services["kiro-py"]["ports"]
    caddy = (PACKAGING / "compose" / "Caddyfile").read_text("utf-8")
    assert {f"port {told}", "name replica"} <= {line.strip() for line in caddy.splitlines()}
    assert [] == re.findall(r"^\s*flush_interval", caddy, re.MULTILINE)


def test_compose_brings_tables_up_to_date_before_it_serves():
    """The replicas wait for the one that does."""
    services = compose()["services"]
    assert (["db", "upgrade"], ["serve"]) == tuple(
        services[name]["command"] for name in ("migrate", "replica")
    )
    assert {"db", "serve"} <= set(app)
    assert "upgrade" in app["db"]
    waited = services["replica"]["depends_on"]["migrate"]["condition"]
    assert "service_completed_successfully" == waited


def test_compose_believes_those_of_its_own_network():
    """Replicas believe the proxy, whose network has addresses that are known before."""
    services, network = compose()["services"], compose()["networks"]["cluster"]
    (named,) = network["ipam"]["config"]
    assert named["subnet"] == services["replica"]["environment"]["KIRO_PY_TRUSTED_PROXIES"]
    default = re.fullmatch(r"\$\{CLUSTER_SUBNET:-(.+)\}", named["subnet"])
    assert default is not None
    assert (default[1],) == NETWORKS.read(default[1])
    cluster = {name for name, each in services.items() if each.get("networks") == ["cluster"]}
    assert {"postgres", "migrate", "replica", "proxy"} == cluster


def test_one_node_comes_without_the_others():
    """Whoever names no profile gets a single container."""
    services = compose()["services"]
    assert ["kiro-py"] == [name for name in services if "profiles" not in services[name]]
    assert 3 == services["replica"]["deploy"]["replicas"]


@pytest.mark.parametrize("name", ["kiro-py", "migrate", "replica", "proxy"])
def test_compose_grants_little(name: str):
    """A container of ours has a read-only root and no privileges."""
    service = compose()["services"][name]
    found = (service["read_only"], service["cap_drop"], service["security_opt"])
    assert (True, ["ALL"], ["no-new-privileges:true"]) == found


def test_everybody_waits_for_running_answers_and_renewals():
    """Docker, Kubernetes and systemd kill what does not end in time."""
    renewing = FETCH_SECONDS + SAVING_SECONDS
    longest = DEFAULTS["drainSeconds"] + renewing
    services = compose()["services"]
    grace = int(services["kiro-py"]["stop_grace_period"].removesuffix("s"))
    timeout = re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(), re.MULTILINE)
    assert timeout is not None
    assert (True, True, True) == (
        grace > longest,
        int(timeout[1]) > longest,
        values()["drain"]["reserveSeconds"] > renewing,
    )
    deployment = (CHART / "templates" / "deployment.yaml").read_text("utf-8")
    assert "add $drain.seconds $drain.delaySeconds $drain.reserveSeconds" in deployment


def test_the_chart_probes_what_answers():
    """Its paths are routes, and its port is the one that the container is told."""
    deployment = (CHART / "templates" / "deployment.yaml").read_text("utf-8")
    assert ["/healthz", "/readyz"] == re.findall(r"path: (/\w+)$", deployment, re.MULTILINE)
    assert ["8080"] == re.findall(r"containerPort: (\d+)", deployment)
    assert ["8080"] == re.findall(r'KIRO_PY_PORT\s+value: "(\d+)"', deployment)
    metrics = (CHART / "templates" / "servicemonitor.yaml").read_text("utf-8")
    assert "path: /metrics" in metrics


def test_the_chart_knows_its_values():
    """The schema describes each default, and every template asks for values that are there."""
    schema = json.loads((CHART / "values.schema.json").read_text("utf-8"))
    assert set(values()) == set(schema["properties"]) - {"global"}
    for name, part in values().items():
        inner = schema["properties"][name].get("properties")
        assert inner is None or set(part) <= set(inner), name
    asked = {
        found
        for path in (CHART / "templates").iterdir()
        for found in re.findall(r"\.Values\.([\w.]+)", path.read_text("utf-8"))
    }
    assert [] == [name for name in sorted(asked) if not _is_there(name)]


def _is_there(name: str) -> bool:
    found: Any = values()
    for part in name.split("."):
        if part not in found:
            return False
        found = found[part]
    return True


def test_the_chart_believes_its_ingress():
    """Private networks are where its pods are; the setting is told where there is an ingress."""
    trusted = values()["ingress"]["trustedProxies"]
    assert tuple(trusted) == NETWORKS.read(trusted)
    template = (CHART / "templates" / "configmap.yaml").read_text("utf-8")
    assert 'set $own "trustedProxies" .Values.ingress.trustedProxies' in template


def test_the_chart_refuses_settings_that_it_says_itself():
    """They could not be kept: the environment stands above `config.json`."""
    schema = json.loads((CHART / "values.schema.json").read_text("utf-8"))
    owned = set(schema["properties"]["settings"]["propertyNames"]["not"]["enum"])
    told = (CHART / "templates" / "deployment.yaml").read_text("utf-8")
    told += (CHART / "templates" / "secret.yaml").read_text("utf-8")
    variables = set(re.findall(r"\bKIRO_PY_[A-Z_]+\b", told))
    assert owned == {each.name for each in SETTINGS if each.variable in variables}


def test_the_chart_is_of_this_version():
    """It runs the image of the version that it came with."""
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    assert __version__ == chart["appVersion"]


def test_the_unit_starts_the_gateway_as_nobody_in_particular():
    """It runs where its files are, as its own user, which `sysusers` makes."""
    unit = UNIT.read_text("utf-8").splitlines()
    assert {
        "User=kiro-py",
        "WorkingDirectory=%S/kiro-py",
        "StateDirectory=kiro-py",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "UMask=0077",
        "Type=exec",
    } <= set(unit)
    assert "u kiro-py " in (UNIT.parent / "kiro-py.sysusers").read_text("utf-8")
    start = next(line for line in unit if line.startswith("ExecStart="))
    assert start.split()[1] in set(app)


def test_the_image_has_a_python_that_is_supported():
    """The base image's version is one that the package takes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    least = project["project"]["requires-python"].removeprefix(">=")
    bases = {rest for word, rest in instructions("Dockerfile") if word == "FROM"}
    versions = {found[1] for base in bases if (found := re.match(r"python:(3\.\d+)", base))}
    assert [True] == [
        tuple(map(int, version.split("."))) >= tuple(map(int, least.split(".")))
        for version in versions
    ]


@pytest.mark.parametrize("guide", [page for page in GUIDES if "hugging-face" in page.name])
def test_a_space_gets_all_that_its_image_is_made_of(guide: Path):
    """What the guide copies, and the README it names, is what the Dockerfile asks for."""
    archive = re.search(r"git archive HEAD (.*?)\| tar", guide.read_text("utf-8"), re.DOTALL)
    assert archive is not None
    brought = {*archive[1].replace("\\\n", " ").split(), "README.md"}
    copied = [rest.split()[:-1] for word, rest in instructions("Dockerfile.hf") if word == "COPY"]
    paths = {path for words in copied if words[0][:7] != "--from=" for path in words}
    assert set() == {path for path in paths if path not in brought and path[:3] != "ui/"}
    assert {"ui", ".dockerignore"} <= brought
