"""What a machine lacks is said in one sentence that says what to do."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "bootstrap.py"


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def complaint(*arguments: str, **environment: str) -> str:
    """Run the script as make does; return the one line it says."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    return line


def test_a_taken_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert complaint("base", "--serve", PORT=str(port)) == (
            f"Port {port} is taken by another program: stop it, or run `PORT={port + 1} make run`."
        )


def test_a_port_that_is_no_number() -> None:
    assert "PORT=http is not a port number" in complaint("base", "--serve", PORT="http")


def test_a_path_without_node(tmp_path: Path) -> None:
    assert complaint("base", PATH=str(tmp_path)) == (
        "node is not found: install Node.js 20 or newer with npm, and make sure it is on PATH."
    )


def test_an_old_node(tmp_path: Path) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.19.0\n")
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    assert complaint("base", PATH=path) == (
        "Node.js 20 or newer is needed, this is v18.19.0: install a newer one."
    )


def test_a_python_without_venv(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", str(tmp_path / "python"))
    with pytest.raises(bootstrap.Missing, match="apt install python3-venv"):
        bootstrap.have_venv()


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 15, 0)])
def test_a_python_that_does_not_serve(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", version)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name == "python3.12")
    said = f"Python 3.11 to 3.14 is needed, this is 3.{version[1]}: run `make PYTHON=python3.12"
    with pytest.raises(bootstrap.Missing) as refused:
        bootstrap.check_python()
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("system", "processor"), [("Linux", "riscv64"), ("Windows", "AMD64"), ("Darwin", "ppc")]
)
def test_a_processor_the_wheels_do_not_serve(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, system: str, processor: str
) -> None:
    monkeypatch.setattr(bootstrap.platform, "system", lambda: system)
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: processor)
    with pytest.raises(bootstrap.Missing, match=f"{system} on {processor}: use docker-compose.yml"):
        bootstrap.check_platform()


def test_a_full_disk(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12, 500 * 1024 * 1024))
    with pytest.raises(bootstrap.Missing, match=r"2048 MB .* are needed in .*, there are 500"):
        bootstrap.check_disk()


def test_packages_are_installed_only_when_the_lock_has_changed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(bootstrap, "STAMP", str(tmp_path / "installed.json"))
    monkeypatch.setattr(bootstrap, "step", lambda title, _command: ran.append(title))
    bootstrap.have_packages("dev")
    bootstrap.have_packages("dev")
    bootstrap.have_packages("base")
    assert ran == ["Installing Python packages (dev)"]
    monkeypatch.setattr(bootstrap, "digest", lambda _: "changed")
    bootstrap.have_packages("base")
    assert ran[1:] == ["Installing Python packages (base)"]
