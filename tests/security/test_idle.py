"""Connections that say nothing do not keep others out (the real server, real sockets)."""

import http.client
import socket
import threading
from contextlib import ExitStack

import waitress
from flask import Flask

from docctl.cli.serving import CONNECTIONS
from tests.support.ports import free_port

IDLE = 120  # more than waitress lets in by itself
HEAD = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx"


def test_many_idle_connections_keep_nobody_out(app: Flask) -> None:
    port = free_port()
    server = waitress.create_server(app, host="127.0.0.1", port=port, threads=2, **CONNECTIONS)
    closing = threading.Event()

    def serve() -> None:
        try:
            server.run()
        except OSError:  # the sockets it waits for are closed under it at the end
            if not closing.is_set():
                raise

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        with ExitStack() as open_now:
            for _ in range(IDLE):
                idle = open_now.enter_context(socket.create_connection(("127.0.0.1", port)))
                idle.sendall(HEAD)
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            asking.request("GET", "/sign-in")
            assert asking.getresponse().status in {200, 302}
            asking.close()
    finally:
        closing.set()
        server.close()
        thread.join(timeout=30)


def test_silence_is_cut_off_soon_and_open_files_suffice() -> None:
    assert CONNECTIONS["channel_timeout"] <= 20
    assert CONNECTIONS["cleanup_interval"] <= CONNECTIONS["channel_timeout"]
    assert IDLE < CONNECTIONS["connection_limit"] < 1024
