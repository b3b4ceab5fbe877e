"""How often one network may ask for what needs no sign-in; counted in memory, by each process.

Nothing is written: whoever asks without end costs a lookup of a dictionary, and no other network
is slowed down.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

WINDOW = timedelta(minutes=1)
NETWORKS = 4096  # remembered at once; the longest silent is forgotten first


class Limiter:
    """Counts requests by network in windows of a minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def allows(self, network: str, *, now: datetime) -> bool:
        """Count a request; say whether the network has asked no more than it may."""
        with self._lock:
            began, count = self._seen.pop(network, (now, 0))
            if not now - WINDOW < began <= now:
                began, count = now, 0
            self._seen[network] = (began, count + 1)
            if len(self._seen) > NETWORKS:
                self._seen.popitem(last=False)
            return count < self._most
