"""Fetching a pack from an HTTP(S) address: little, not for long, and nothing of our own network.

The address is resolved once, every answer is looked at, and the connection goes to what was looked
at, so that a name that changes its meaning in between leads nowhere. Certificates are verified.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from docctl.errors import Sentence, say
from docctl.packs.envelope import LARGEST

TIMEOUT = 20.0  # seconds without a byte
DEADLINE = 180.0  # seconds for all
REDIRECTS = 3
LONGEST = 500
_MOVED = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
# IPv6 addresses that lead to an IPv4 address inside them: compatible, translated (RFC 6052), 6to4
_CARRIERS = tuple(
    map(ipaddress.IPv6Network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"))
)


class Unreachable(Exception):
    """Nothing could be fetched; the sentence is for people, and having no network is no fault."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came; `data` None: it is what it was the last time."""

    data: bytes | None
    etag: str = ""
    modified: str = ""


def objections_to_address(address: str) -> tuple[Sentence, ...]:
    """Give why an address cannot be watched."""
    try:
        _parts(address)
    except Unreachable as wrong:
        return (wrong.sentence,)
    return ()


def fetch(address: str, *, etag: str = "", modified: str = "", private: bool = False) -> Fetched:
    """Fetch what is at an address unless it is unchanged; Unreachable says why not.

    `private` lets addresses of the own machine and network through.
    """
    ends = time.monotonic() + DEADLINE
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {name: value for name, value in known.items() if value}
    parts = _parts(address)
    try:
        for _hop in range(REDIRECTS + 1):
            answer = _ask(parts, headers, ends, private=private)
            if not isinstance(answer, SplitResult):
                return answer
            parts = answer
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(
            say("The certificate of “%(host)s” is not valid.", host=parts.hostname)
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(
            say(
                "“%(host)s” does not answer. Without network, take packs in as files.",
                host=parts.hostname,
            )
        ) from error
    raise Unreachable(say("The address leads on and on; give the last one."))


def _parts(address: str) -> SplitResult:
    """Take an address apart; Unreachable when it is none of the web."""
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        parts, port, host = SplitResult("", "", "", "", ""), None, ""
    right = (
        parts.scheme in _PORTS
        and _is_name(host)
        and port != 0
        and not parts.username
        and not parts.password
        and len(address) <= LONGEST
        and address.isascii()
        and address.isprintable()
        and " " not in address
    )
    if not right:
        raise Unreachable(
            say("Give an address that begins with https:// (or http://), without a password.")
        )
    return parts


def _is_name(host: str) -> bool:
    """Say whether the net can look a host up: no part of its name is empty or too long."""
    try:
        return bool(host.encode("idna"))
    except UnicodeError:
        return False


def _ask(
    parts: SplitResult, headers: Mapping[str, str], ends: float, *, private: bool
) -> Fetched | SplitResult:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    connection = _connect(parts.scheme, host, port, _place(host, port, private=private))
    watch = threading.Timer(max(0.0, ends - time.monotonic()), _cut, (connection.sock,))
    watch.daemon = True
    watch.start()  # a header may come a byte at a time
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(
            "GET",
            path,
            headers={"Accept-Encoding": "identity", "User-Agent": "docctl", **headers},
        )
        response = connection.getresponse()
        if response.status in _MOVED:
            return _moved(parts, response.headers.get("Location", ""))
        if response.status == http.client.NOT_MODIFIED and headers:
            return Fetched(None)
        if response.status != http.client.OK:
            raise Unreachable(
                say(
                    "“%(host)s” answers %(status)s; ask who looks after it for the address.",
                    host=host,
                    status=response.status,
                )
            )
        return Fetched(
            _read(response, ends),
            _to_say_again(response.headers.get("ETag", "")),
            _to_say_again(response.headers.get("Last-Modified", "")),
        )
    finally:
        watch.cancel()
        connection.close()


def _to_say_again(value: str) -> str:
    """Give a header that is sent back the next time; none when it cannot stand in a request."""
    return value if value.isascii() and value.isprintable() and len(value) <= LONGEST else ""


def _moved(parts: SplitResult, location: str) -> SplitResult:
    """Follow to where it was moved: never to another scheme than https."""
    try:
        there = _parts(urljoin(parts.geturl(), location))
    except ValueError:  # brackets that hold no address
        there = _parts("")
    if there.scheme not in {parts.scheme, "https"}:
        raise Unreachable(say("The address leads to one without encryption; it is not followed."))
    return there


def _place(host: str, port: int, *, private: bool) -> tuple[str, int]:
    """Resolve a host; Unreachable when any of its addresses is not of the open net."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    places = [str(one[4][0]) for one in found]
    if not private and not all(map(_is_open, places)):
        raise Unreachable(
            say(
                "“%(host)s” is a machine of the own network; DOCCTL_PACK_PRIVATE=1 allows it.",
                host=host,
            )
        )
    return places[0], port


def _is_open(place: str) -> bool:
    """Say whether an address is of the open net; one that carries another within it is not."""
    address = ipaddress.ip_address(place.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_open(str(address.ipv4_mapped))
        if address.is_site_local or any(address in one for one in _CARRIERS):
            return False
    return address.is_global and not address.is_multicast


def _connect(
    scheme: str, host: str, port: int, place: tuple[str, int]
) -> http.client.HTTPConnection:
    """Connect to an address that was looked at, under the name of its host."""
    raw = socket.create_connection(place, timeout=TIMEOUT)
    try:
        if scheme == "https":
            context = ssl.create_default_context()
            raw = context.wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = raw
    return connection


def _cut(raw: socket.socket) -> None:
    """End a connection that has taken all its time; who reads from it hears of it."""
    with suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)


def _read(response: http.client.HTTPResponse, ends: float) -> bytes:
    too_large = say("The file is larger than %(limit)s MB.", limit=LARGEST // 2**20)
    length = response.headers.get("Content-Length", "")
    length = length if length.isascii() else ""
    if length.isdigit() and int(length[:15]) > LARGEST:
        raise Unreachable(too_large)
    data = bytearray()
    while chunk := response.read1(2**16):
        data += chunk
        if len(data) > LARGEST:
            raise Unreachable(too_large)
        if time.monotonic() > ends:
            raise Unreachable(say("The file came too slowly; it is tried again later."))
    if length.isdigit() and len(data) != int(length[:15]):
        raise Unreachable(say("The file broke off; it is tried again later."))
    return bytes(data)
