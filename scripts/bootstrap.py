#!/usr/bin/env python3
"""Get a fresh checkout ready: `python3 scripts/bootstrap.py base|dev [--serve]`.

Needs nothing but a plain Python: checks what the machine offers, then fills .venv and node_modules
when their lock files have changed since the last time. `--serve` also checks the port of the site.
Written so that an old Python can at least read it and say what is missing.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")
NODE_MODULES = os.path.join(ROOT, "node_modules")
NODE_STAMP = os.path.join(NODE_MODULES, ".installed")
OLDEST, NEWER_THAN_NEWEST = (3, 11), (3, 15)
NODE = 20
DISK_MB = 2048
PROCESSORS = {"Linux": ("x86_64", "amd64", "aarch64"), "Darwin": ("x86_64", "arm64")}


class Missing(Exception):
    """What the machine lacks, in one sentence that says what to do."""


def check_python():
    found = sys.version_info[:2]
    if OLDEST <= found < NEWER_THAN_NEWEST:
        return
    better = [
        name
        for name in ("python3.14", "python3.13", "python3.12", "python3.11")
        if shutil.which(name)
    ]
    advice = (
        f"run `make PYTHON={better[0]} ...`"
        if better
        else "install one and run `make PYTHON=python3.13 ...`"
    )
    raise Missing("Python 3.11 to 3.14 is needed, this is %d.%d: %s." % (found + (advice,)))


def check_venv():
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Missing(
            "This Python has no venv: install it (on Debian and Ubuntu: apt install python3-venv)."
        ) from None


def check_platform():
    system, processor = platform.system(), platform.machine()
    if processor not in PROCESSORS.get(system, ()):
        raise Missing(
            "PostgreSQL, Valkey and Caddy come as wheels for Linux (x86-64, ARM64) and macOS; this "
            f"is {system} on {processor}: use docker-compose.yml on such a machine."
        )
    if system == "Linux" and platform.libc_ver()[0] != "glibc":
        raise Missing(
            "The wheels need glibc, which this Linux lacks: use docker-compose.yml, "
            "or a distribution such as Debian."
        )


def check_node():
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise Missing(
            "%s is not found: install Node.js %d or newer with npm, and make sure it is on PATH."
            % ("node" if not node else "npm", NODE)
        )
    said = subprocess.run([node, "--version"], stdout=subprocess.PIPE).stdout.decode()
    found = re.match(r"v(\d+)", said)
    if not found or int(found.group(1)) < NODE:
        raise Missing(
            "Node.js %d or newer is needed, this is %s: install a newer one."
            % (NODE, said.strip() or "unknown")
        )


def check_disk():
    free_mb = shutil.disk_usage(ROOT).free // (1024 * 1024)
    if free_mb < DISK_MB:
        raise Missing(
            "%d MB of free disk are needed in %s, there are %d: free some space."
            % (DISK_MB, ROOT, free_mb)
        )


def check_port():
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Missing(f"PORT={text} is not a port number: use one from 1024 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("FRONT_BIND", "127.0.0.1"), int(text)))
        except PermissionError:
            raise Missing(f"Port {text} needs root: run `PORT=8123 make run`.") from None
        except OSError:
            raise Missing(
                "Port %s is taken by another program: stop it, or run `PORT=%d make run`."
                % (text, int(text) + 1 if int(text) < 65535 else 8123)
            ) from None


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read_stamp():
    try:
        with open(STAMP) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def have_venv():
    """Make .venv, or make it anew when its Python is gone or unfit."""
    probe = (
        f"import sys; sys.exit(not ({OLDEST!r} <= sys.version_info[:2] < {NEWER_THAN_NEWEST!r}))"
    )
    if (
        os.path.exists(VENV_PYTHON)
        and subprocess.call([VENV_PYTHON, "-c", probe], stderr=subprocess.DEVNULL) == 0
    ):
        return
    check_venv()
    step("Making .venv", [sys.executable, "-m", "venv", "--clear", VENV])


def have_packages(kind):
    locks = {
        name: digest(os.path.join(ROOT, "requirements", name + ".lock")) for name in ("base", "dev")
    }
    stamp = read_stamp()
    if stamp.get(kind) == locks[kind]:
        return
    pip = [
        VENV_PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
        "--no-deps",
    ]
    step(
        f"Installing Python packages ({kind})",
        pip + ["-r", os.path.join(ROOT, "requirements", kind + ".lock")],
    )
    # The dev lock holds everything of the base lock, at the same versions.
    stamp[kind] = locks[kind]
    if kind == "dev":
        stamp["base"] = locks["base"]
    with open(STAMP, "w") as file:
        json.dump(stamp, file)


def have_node_modules():
    wanted = digest(os.path.join(ROOT, "package-lock.json"))
    try:
        with open(NODE_STAMP) as file:
            if file.read() == wanted:
                return
    except OSError:
        pass
    step(
        "Installing front-end packages",
        [
            shutil.which("npm"),
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ],
    )
    with open(NODE_STAMP, "w") as file:
        file.write(wanted)


def step(title, command):
    """Run the command; show the seconds while it runs, its last words when it fails."""
    began = time.monotonic()
    over = threading.Event()
    ticking = threading.Thread(target=_tick, args=(title, began, over), daemon=True)
    ticking.start()
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    over.set()
    ticking.join()
    start = "\r" if sys.stdout.isatty() else ""
    print(f"{start}{title}: {time.monotonic() - began:.1f} s", flush=True)
    if done.returncode:
        last = done.stdout.decode(errors="replace").strip().splitlines()[-15:]
        print("\n".join(last), file=sys.stderr)
        raise Missing(f"{title} failed; the lines above say why (is the network reachable?).")


def _tick(title, began, over):
    if not sys.stdout.isatty():
        print(f"{title}…", flush=True)
        return
    while not over.wait(0.5):
        sys.stdout.write("\r%s… %d s " % (title, time.monotonic() - began))
        sys.stdout.flush()


def main(arguments):
    kind = arguments[0] if arguments else "base"
    try:
        check_python()
        check_platform()
        check_node()
        check_disk()
        if "--serve" in arguments:
            check_port()
        have_venv()
        have_packages(kind)
        have_node_modules()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
