"""Where we listen: ports that are free, and the address that a phone on the same network can reach."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")
_PORTS = range(8000, 8100)


def is_free(host: str, port: int) -> bool:
    """Whether we may listen there."""
    try:
        with socket.create_server((host, port)):
            return True
    except OSError:
        return False


def free_port(host: str) -> int:
    """The first free port from 8000. Raises OSError when all hundred are taken."""
    for port in _PORTS:
        if is_free(host, port):
            return port
    raise OSError(f"no free port between {_PORTS.start} and {_PORTS.stop - 1}")


def own_address() -> str | None:
    """This machine's address on its network, or None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only asks which way it would go.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        found = str(probe.getsockname()[0])
    return None if found.startswith(("127.", "0.")) else found
