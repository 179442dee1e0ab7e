"""`make check`: style, types, floors, migrations, locks. Seconds, and no network.

Every check runs even when an earlier one failed, so that one run shows all there is to mend.
"""

import hashlib
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gosuslugi_support import embedded  # noqa: E402

BIN = Path(sys.executable).parent
LOCK_INPUTS = ROOT / "requirements" / "inputs.sha256"

CHECKS = {
    "format": ["ruff", "format", "--check", "--quiet", "--output-format", "concise", "."],
    "lint": ["ruff", "check", "--quiet", "--output-format", "concise", "."],
    "templates": ["djlint", "--check", "--lint", "templates"],
    "types": ["mypy", "."],
    "floors": ["lint-imports", "--no-cache"],
    "house": [
        "pytest",
        "tests/architecture",
        "-q",
        "-p",
        "no:randomly",
        "--durations=0",
        "--tb=short",
    ],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}

PARSE = """
const { readFileSync } = require("node:fs");
const { SourceTextModule } = require("node:vm");
for (const path of process.argv.slice(1)) {
  try {
    new SourceTextModule(readFileSync(path, "utf8"), { identifier: path });
  } catch (error) {
    console.log(error.stack.split("\\n").slice(0, 4).join("\\n"));
    process.exitCode = 1;
  }
}
"""


def main() -> int:
    if sys.argv[1:] == ["--note-locks"]:
        LOCK_INPUTS.write_text(lock_inputs() + "\n")
        return 0
    failed = []
    with embedded.servers():
        for name, check in {**dict.fromkeys(CHECKS, run), "locks": locks, "scripts": js}.items():
            began = time.monotonic()
            print(f"{name}…", end="", flush=True)
            said = check(name)
            print(f" {'ok' if said is None else 'FAILED'}, {time.monotonic() - began:.1f} s")
            if said is not None:
                failed.append(name)
                print(said.strip() or "(it said nothing)")
    if failed:
        print(f"Failed: {', '.join(failed)}. `make format` mends most of format and lint.")
    return 1 if failed else 0


def run(name: str) -> str | None:
    """Run one command of the table; return its output when it fails."""
    program, *options = CHECKS[name]
    environment = {**os.environ, "DATABASE_ROLE": "owner"}
    done = subprocess.run(
        [str(BIN / program), *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return None if done.returncode == 0 else done.stdout + done.stderr


def lock_inputs() -> str:
    """Return the digest of what the lock files are compiled from, and of the locks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [project["project"]["dependencies"], project["dependency-groups"]]
    seen = hashlib.sha256(repr([wanted, project["project"]["requires-python"]]).encode())
    for lock in ("base", "dev"):
        seen.update((ROOT / "requirements" / f"{lock}.lock").read_bytes())
    return seen.hexdigest()


def locks(_name: str) -> str | None:
    """Say so when dependencies changed and the locks did not, or were edited by hand."""
    noted = LOCK_INPUTS.read_text(encoding="utf-8").strip() if LOCK_INPUTS.exists() else ""
    if noted == lock_inputs():
        return None
    return "The lock files do not belong to pyproject.toml: run `make lock`."


def js(_name: str) -> str | None:
    """Parse every module of ours as the browser will, all in one Node."""
    modules = [str(path) for path in sorted((ROOT / "static" / "js").rglob("*.js"))]
    done = subprocess.run(
        ["node", "--experimental-vm-modules", "--no-warnings", "-e", PARSE, *modules],
        capture_output=True,
        text=True,
        check=False,
    )
    return None if done.returncode == 0 else done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main())
