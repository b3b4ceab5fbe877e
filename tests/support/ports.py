"""Loopback ports for servers that tests start."""

import random
from contextlib import closing
from socket import socket

# Below the range from which systems take the near end of outgoing connections: a port from there
# could be somebody's by the time a server has loaded its modules.
RANGE = range(20_000, 30_000)
_pick = random.SystemRandom()


def free_port() -> int:
    """Give a port nobody listens on; who starts a server there asks again if it was taken."""
    while True:
        port = _pick.choice(RANGE)
        with closing(socket()) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
