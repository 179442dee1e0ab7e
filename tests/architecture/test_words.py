"""Nothing unfinished, no addresses of package registries, no path of one machine in the tree."""

import re
import subprocess
from pathlib import Path

from tests.architecture.house import ROOT, shown

# Spelled apart, so that this file does not find itself.
UNFINISHED = [
    "TO" + "DO",
    "FIX" + "ME",
    "raise NotImplemented" + "Error",
    "x" + "fail",
    "mark." + "skip",
]
UNFINISHED += ["pragma: no " + "cover"]
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com"]
HOSTS += ["deb.deb" + "ian.org", "registry." + "yarn"]
MACHINE = [r"/wo" + r"rk/(?:main|shared)", r"/ro" + r"ot/"]
TEXT = {
    ".py",
    ".md",
    ".html",
    ".js",
    ".css",
    ".toml",
    ".json",
    ".yml",
    ".yaml",
    ".txt",
    ".lock",
    "",
}
LARGE = 1024 * 1024


def tracked() -> list[Path]:
    """Return the files that git would publish: committed, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def hits(words: list[str], *, suffixes: set[str]) -> list[str]:
    pattern = re.compile("|".join(words))
    found = []
    for path in tracked():
        if path.suffix in suffixes:
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                if match := pattern.search(line):
                    found.append(f"{shown(path)}:{number}: {match[0]}")
    return found


def test_nothing_is_left_unfinished() -> None:
    words = [re.escape(word) for word in UNFINISHED]
    assert hits(words, suffixes={".py", ".html", ".js", ".css"}) == []


def test_no_registry_and_no_machine_is_named() -> None:
    words = [re.escape(host) for host in HOSTS] + MACHINE
    assert hits(words, suffixes=TEXT) == []


def test_no_large_or_third_party_file_is_tracked() -> None:
    large = [shown(path) for path in tracked() if path.stat().st_size > LARGE]
    minified = [shown(path) for path in tracked() if re.search(r"\.min\.(js|css)$", path.name)]
    assert large + minified == []
