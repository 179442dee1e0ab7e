"""Free loopback ports; a name keeps its port from one start to the next while it is free."""

import socket

from gosuslugi_support.embedded.paths import read_json, sub_dir, write_json

LOOPBACK = "127.0.0.1"


def is_free(port: int, host: str = LOOPBACK) -> bool:
    """Return whether nothing listens on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """Return a port that the system has just said to be free."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def remembered(name: str) -> int:
    """Return the port last given to this name, or give it a free one."""
    path = sub_dir("run") / "ports.json"
    known = read_json(path)
    if not isinstance(known.get(name), int):
        known[name] = free_port()
        write_json(path, known)
    return int(known[name])


def renewed(name: str) -> int:
    """Return the remembered port if it is free now, else remember another one."""
    port = remembered(name)
    if is_free(port):
        return port
    path = sub_dir("run") / "ports.json"
    known = read_json(path)
    known[name] = free_port()
    write_json(path, known)
    return int(known[name])
