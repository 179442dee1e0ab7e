"""A sealed file: only its key opens it, whole and unchanged."""

from pathlib import Path
from typing import Any

import pytest

from common import vault

SIZES = [0, 1, vault.PIECE, vault.PIECE + 1, 3 * vault.PIECE - 7]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_DIR = tmp_path


def sealed(data: bytes, key: str, name: str = "a.sealed") -> Path:
    with vault.SealedWriter(vault.place_of(name), key) as stream:
        for at in range(0, len(data), 1000):
            stream.write(data[at : at + 1000])
    return vault.place_of(name)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(size: int) -> None:
    key, data = vault.new_key(), b"Maria" * (size // 5 + 1)
    path = sealed(data[:size], key)
    assert b"".join(vault.opened("a.sealed", key)) == data[:size]
    assert b"Maria" not in path.read_bytes()
    assert path.stat().st_mode & 0o007 == 0


def test_another_key_opens_nothing() -> None:
    sealed(b"secret", vault.new_key())
    with pytest.raises(vault.Damaged):
        list(vault.opened("a.sealed", vault.new_key()))


@pytest.mark.parametrize("harm", ["cut", "flip", "swap", "double"])
def test_harm_is_seen(harm: str) -> None:
    key, piece = vault.new_key(), vault.PIECE + 16
    path = sealed(bytes(3 * vault.PIECE), key)
    data = path.read_bytes()
    pieces = [data[at : at + piece] for at in range(0, len(data), piece)]
    harmed = {
        "cut": pieces[:-1],
        "flip": [pieces[0][:-1] + bytes([pieces[0][-1] ^ 1]), *pieces[1:]],
        "swap": [pieces[1], pieces[0], *pieces[2:]],
        "double": [pieces[0], *pieces],
    }[harm]
    path.write_bytes(b"".join(harmed))
    with pytest.raises(vault.Damaged):
        list(vault.opened("a.sealed", key))


def test_name_never_leaves_the_folder(tmp_path: Path) -> None:
    assert vault.place_of("../../etc/passwd") == tmp_path / "passwd"
    vault.remove("")
    vault.remove("missing")
