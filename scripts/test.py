"""`make test`: all tests on two cores, or those given: `make test T="tests/tickets -k reopen"`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    wanted = sys.argv[1:] or ["tests"]
    workers = "2" if wanted == ["tests"] else "0"
    options = ["-q", "--numprocesses", workers, "--dist", "loadfile"]
    pytest = str(Path(sys.executable).parent / "pytest")
    os.chdir(ROOT)
    os.execv(pytest, [pytest, *options, *wanted])


if __name__ == "__main__":
    main()
