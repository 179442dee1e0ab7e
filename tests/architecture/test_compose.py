"""The containers run the same processes, settings and front as `make run`."""

import re
import subprocess
from typing import Any

import pytest
import yaml

from gosuslugi_support.running import healthy, processes
from tests.architecture.house import ROOT, python_files

SERVICES = {
    "front", "web", "ws", "worker", "beat", "relay", "sealer", "dispatcher", "migrate",
    "postgres", "valkey", "clamav", "mailpit", "turn",
}  # fmt: skip
OURS = set(processes.TABLE) - {"front", "neighbours", "registries"}
READ = re.compile(r"""(?:env_\w+\(\s*|environ(?:\.get|\.setdefault)?[\[(]\s*)f?["']([A-Z_]+)["']""")
BY_IMAGE = {"POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS", "VALKEY_PASSWORD", "REDISCLI_AUTH"}
IN_SCRIPT = {"OWNER_PASSWORD", "APP_PASSWORD"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(read("docker-compose.yml"))


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    return compose["services"]


def test_all_services_are_there(services: dict[str, Any]) -> None:
    assert set(services) == SERVICES


def test_each_process_of_the_table_is_a_service_and_says_how_it_feels(
    services: dict[str, Any],
) -> None:
    assert set(healthy.CHECKS) == OURS
    for name in OURS:
        assert services[name]["command"] == [name]
        assert services[name]["healthcheck"]["test"][-1] == name


def test_every_service_that_stays_up_has_a_health_check(services: dict[str, Any]) -> None:
    lacking = [name for name, service in services.items() if "healthcheck" not in service]
    assert lacking == ["migrate"]


def test_only_the_front_and_the_catcher_are_reachable(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"front": ["80:80", "443:443"], "mailpit": ["127.0.0.1:8025:8025"]}


def test_versions_of_the_servers(services: dict[str, Any]) -> None:
    assert services["postgres"]["image"] == "postgres:18"
    assert services["valkey"]["image"] == "valkey/valkey:9"


def test_every_variable_given_is_one_somebody_reads(services: dict[str, Any]) -> None:
    known = set(READ.findall("".join(path.read_text("utf-8") for path in python_files())))
    known |= set(re.findall(r"\{\$(\w+)", read("Caddyfile"))) | BY_IMAGE | IN_SCRIPT
    given = {name for service in services.values() for name in service.get("environment", {})}
    assert given - known == set()


def test_the_front_gets_every_placeholder_of_the_caddyfile(services: dict[str, Any]) -> None:
    wanted = set(re.findall(r"\{\$(\w+)", read("Caddyfile")))
    assert wanted == set(services["front"]["environment"])
    assert wanted == set(processes.front_settings())


def test_no_secret_is_written_down(compose: dict[str, Any]) -> None:
    text = read("docker-compose.yml")
    for name in ("SECRET_KEY", "MASTER_KEY", "APP_PASSWORD", "OWNER_PASSWORD", "VALKEY_PASSWORD"):
        assert f"${{{name}:?" in text
    example = read(".env.example")
    assert re.findall(r"^(?:SECRET_KEY|MASTER_KEY|\w+_PASSWORD)=(.+)$", example, re.MULTILINE) == []


def test_every_variable_of_the_file_is_in_the_example() -> None:
    used = set(re.findall(r"(?<!\$)\$\{(\w+)(?!\w)(?!:-)", read("docker-compose.yml")))
    example = set(re.findall(r"^(\w+)=", read(".env.example"), re.MULTILINE))
    assert used - example == set()


def test_volumes_that_are_used_are_declared(compose: dict[str, Any]) -> None:
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "/"))
    }
    assert used == set(compose["volumes"])


def test_the_image_is_built_by_the_makefile() -> None:
    text = read("Dockerfile")
    targets = re.findall(r"\bmake ([a-z-]+)", "\n".join(re.findall(r"^RUN .*", text, re.MULTILINE)))
    explained = re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE)
    assert targets == ["setup"]
    assert set(targets) <= set(explained)
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for name in source.split():
            assert (ROOT / name).exists(), name


def test_the_roles_of_the_container_are_those_of_the_demo() -> None:
    script = read("deploy/postgres-roles.sh")
    demo = read("gosuslugi_support/embedded/postgres.py")
    for words in (
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO",
        "GRANT USAGE, SELECT ON SEQUENCES TO",
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE EXTENSION IF NOT EXISTS unaccent",
    ):
        assert words in script
        assert words in demo
    subprocess.run(["sh", "-n", str(ROOT / "deploy/postgres-roles.sh")], check=True)
