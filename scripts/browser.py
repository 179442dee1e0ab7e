#!/usr/bin/env python3
"""Have a Chromium for the browser tests: use the one that is here, or install the system's."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find():
    """Return the path of a Chromium or Chrome, or None."""
    for name in NAMES:
        if shutil.which(name):
            return shutil.which(name)
    return MAC if os.path.exists(MAC) else None


def install():
    """Install Debian's package as root; return whether that worked."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print("Installing Chromium for the browser tests…", flush=True)
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
        "stdin": subprocess.DEVNULL,
    }
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["update", "-q"],
        ["install", "-y", "-q", "--no-install-recommends", "chromium"],
    ):
        if subprocess.call(["apt-get", *command], env=environment, **quiet) != 0:
            return False
    # The same without windows, where it is packed: the tests take it first, pages open quicker in it.
    subprocess.call(["apt-get", *command[:-1], "chromium-headless-shell"], env=environment, **quiet)
    return find() is not None


def main():
    if find() or install():
        return 0
    print(
        "Browser tests need Chromium: install the package chromium (Debian: apt install chromium) "
        "or Google Chrome, then run `make test` again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
