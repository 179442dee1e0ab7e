"""`make test`: all tests on two cores, or those given: `make test T="tests/tickets -k reopen"`.

One of the two waits for browsers most of the time; a third makes it no faster.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    wanted = sys.argv[1:] or ["tests"]
    workers = "2" if "tests" in wanted or len(wanted) > 1 else "0"
    options = ["-q", "--numprocesses", workers, "--dist", "loadfile", "--no-loadscope-reorder"]
    if workers != "0":
        # Among thousands one may lose a race with its browser. It is run once more and named at the end.
        options += ["--reruns", "1", "-r", "fER"]
    pytest = str(Path(sys.executable).parent / "pytest")
    os.chdir(ROOT)
    # Two workers and half a hundred processes read the program: it is compiled once, not by each.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if "DATABASE_URL" not in os.environ:
        # Servers of their own: a demo that runs is not disturbed, and nothing has to be durable.
        os.environ.setdefault("VAR_DIR", str(ROOT / "var" / "test"))
        os.environ.setdefault("EMBEDDED_FAST", "1")
    os.execv(pytest, [pytest, *options, *wanted])


if __name__ == "__main__":
    main()
