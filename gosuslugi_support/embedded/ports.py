"""Free loopback ports; a name keeps its port from one start to the next while it is free."""

import secrets
import socket

from gosuslugi_support.embedded.paths import Trouble, read_json, sub_dir, write_json

LOOPBACK = "127.0.0.1"
FIRST = 10_240
LENT_FROM = 32_768  # Linux's net.ipv4.ip_local_port_range begins here


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
    """Return a free port below those that the system lends to outgoing connections.

    A port of that range may be free now and lent to somebody's connection before it is listened on.
    """
    for _ in range(200):
        port = FIRST + secrets.randbelow(LENT_FROM - FIRST)
        if is_free(port):
            return port
    raise Trouble("No free loopback port was found: stop something that listens on many ports.")


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
    if port < LENT_FROM and is_free(port):
        return port
    path = sub_dir("run") / "ports.json"
    known = read_json(path)
    known[name] = free_port()
    write_json(path, known)
    return int(known[name])
