"""Watched places: a folder, and a server on this machine; found, checked, never taken in."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select

from docctl.actors import SYSTEM
from docctl.audit.models import AuditEntry
from docctl.errors import Forbidden, Refused
from docctl.outbox import MessageRow
from docctl.packs import fetching, queries, service, watching
from docctl.packs.fetching import Unreachable, fetch, objections_to_address
from docctl.packs.models import ReceivedPack
from docctl.packs.rules import PackState
from docctl.runtime import Runtime
from docctl.worker import run
from tests.conftest import People
from tests.packs.forge import Sender, text
from tests.support.ports import free_port


@dataclass
class Server:
    """A web server on this machine whose answer a test sets."""

    data: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    pause: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append({"path": self.path, **dict(self.headers)})
            etag = told.headers.get("ETag")
            same = etag is not None and self.headers.get("If-None-Match") == etag
            self.send_response(304 if same else told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            if not same and "Content-Length" not in told.headers:
                self.send_header("Content-Length", str(len(told.data)))
            self.end_headers()
            if not same:
                self.wfile.write(told.data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{listening.server_port}/goi.lawpack"
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield told
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    return Sender(tmp_path / "sender")


@pytest.fixture
def watching_all(runtime: Runtime, tmp_path: Path, people: People, sender: Sender) -> Runtime:
    """Give an installation that trusts the sender and watches a folder."""
    with runtime.transaction(SYSTEM) as tx:
        service.ask_for_sender(tx, name="Sở Tư pháp", key=sender.pair.public)
    folder = tmp_path / "usb"
    folder.mkdir()
    return replace(
        runtime, settings=replace(runtime.settings, pack_folder=folder, pack_private=True)
    )


def folder_of(runtime: Runtime) -> Path:
    folder = runtime.settings.pack_folder
    assert folder is not None
    return folder


def choose(runtime: Runtime, people: People, address: str) -> None:
    with runtime.transaction(people.admin) as tx:
        service.watch_address(tx, address=address)


def packs(runtime: Runtime) -> list[ReceivedPack]:
    with runtime.reading() as session:
        return list(session.scalars(select(ReceivedPack).order_by(ReceivedPack.id)))


def said(runtime: Runtime) -> str:
    with runtime.reading() as session:
        watch = queries.find_watch(session)
        assert watch is not None
        return " ".join(map(str, watching.sentences_of(watch)))


def test_a_pack_in_the_folder_waits_to_be_looked_at_with_one_notice(
    watching_all: Runtime, people: People, sender: Sender
) -> None:
    runtime = watching_all
    (folder_of(runtime) / "goi-1.lawpack").write_bytes(sender.pack([text(1, "1/2025/NĐ-CP")]))
    (folder_of(runtime) / "thu.txt").write_text("x")
    for _hour in range(2):
        run(runtime, {}, once=True)
        watching.look(runtime)
    (pack,) = packs(runtime)
    assert (pack.state, pack.name) == (PackState.READY, "goi-1.lawpack")
    with runtime.reading() as session:
        told = session.scalars(select(MessageRow).where(MessageRow.kind == "pack.found")).all()
        assert [one.recipient_id for one in told] == [people.secretary.id]
        assert session.scalars(select(MessageRow).where(MessageRow.kind == "x")).all() == []


def test_what_is_no_good_pack_is_told_of_once(watching_all: Runtime, sender: Sender) -> None:
    runtime = watching_all
    folder = folder_of(runtime)
    data = sender.pack([text(1, "1/2025/NĐ-CP")])
    (folder / "a.lawpack").write_bytes(data[:-1])
    (folder / "b.lawpack").symlink_to("/etc/passwd")
    (folder / "c.lawpack").mkdir()
    for _hour in range(2):
        watching.look(runtime)
    assert packs(runtime) == []
    assert "changed or damaged" in said(runtime)
    with runtime.reading() as session:
        refused = session.scalars(select(AuditEntry).where(AuditEntry.action == "pack.refused"))
        assert len(refused.all()) == 1


def test_a_folder_that_is_gone_is_a_sentence_and_no_error(watching_all: Runtime) -> None:
    folder_of(watching_all).rmdir()
    watching.look(watching_all)
    assert "watched folder cannot be read" in said(watching_all)


def test_an_address_is_asked_with_what_it_gave_last(
    watching_all: Runtime, people: People, sender: Sender, server: Server
) -> None:
    runtime = watching_all
    choose(runtime, people, server.url)
    server.data, server.headers = sender.pack([text(1, "1/2025/NĐ-CP")]), {"ETag": '"one"'}
    assert watching.look(runtime).ready == 1
    assert watching.look(runtime).ready == 0
    assert server.asked[1]["If-None-Match"] == '"one"'
    server.data, server.headers = sender.pack([text(2, "2/2025/NĐ-CP")]), {"ETag": '"two"'}
    assert watching.look(runtime).ready == 1
    assert [pack.number for pack in packs(runtime)] == [1, 2]
    assert {pack.state for pack in packs(runtime)} == {PackState.READY}


def test_no_network_is_a_normal_state_with_a_sentence(
    watching_all: Runtime, people: People
) -> None:
    choose(watching_all, people, f"http://127.0.0.1:{free_port()}/x")
    assert watching.look(watching_all).ready == 0
    assert "Without network, take packs in as files" in said(watching_all)
    run(watching_all, {}, once=True)  # the worker goes on


def test_the_own_network_is_not_asked_unless_the_operator_allows_it(server: Server) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1",
                 "169.254.169.254", "192.168.1.1", "0.0.0.0", "100.64.0.1"):  # fmt: skip
        with pytest.raises(Unreachable, match=r"own network|does not answer"):
            fetch(f"http://{host}:{server.url.split(':')[2]}")
    assert server.asked == []
    assert fetch(server.url, private=True).data == b""


@pytest.mark.parametrize(
    "address",
    ["", "ftp://a/b", "file:///etc/passwd", "https://", "https://u:p@a/b", "gopher://a", "a/b",
     "https://a b/c", "https://a\n/b", "https://a:99999/", "https://ä.vn/",
     "https://a/" + "x" * 500, "https://a..vn/", "https://" + "a" * 70 + ".vn/"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(
    address: str, runtime: Runtime, people: People
) -> None:
    assert objections_to_address(address)
    if address:
        with pytest.raises(Refused):
            choose(runtime, people, address)


Answer = Callable[[Server], None]


def moved(to: str) -> Answer:
    def answer(server: Server) -> None:
        server.status, server.headers = 302, {"Location": to}

    return answer


def answers(**more: object) -> Answer:
    def answer(server: Server) -> None:
        for name, value in more.items():
            setattr(server, name, value)

    return answer


@pytest.mark.parametrize(
    ("answer", "said_then"),
    [
        (moved("ftp://a/b"), "begins with https"),
        (moved("file:///etc/passwd"), "begins with https"),
        (moved(""), "on and on"),
        (moved("/again"), "on and on"),
        (moved("http://[::1"), "begins with https"),
        (moved("http://" + "a" * 70 + ".vn/"), "begins with https"),
        (answers(status=404), "answers 404"),
        (answers(status=500), "answers 500"),
        (answers(headers={"Content-Length": str(10**9)}), "larger than 64 MB"),
        (answers(headers={"Content-Length": "100"}, data=b"x"), "broke off|does not answer"),
    ],
    ids=range(10),
)
def test_answers_that_lead_astray_are_sentences(
    answer: Answer, said_then: str, server: Server
) -> None:
    answer(server)
    with pytest.raises(Unreachable, match=said_then):
        fetch(server.url, private=True)
    assert len(server.asked) <= fetching.REDIRECTS + 1


def test_a_redirect_is_looked_at_like_the_first_address(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = server.url.split(":")[2].split("/")[0]
    moved(f"http://localhost:{port}/inside")(server)
    monkeypatch.setattr(fetching, "_is_open", lambda _place: not server.asked)  # the first only
    with pytest.raises(Unreachable, match="own network"):
        fetch(server.url)
    assert [one["path"] for one in server.asked] == ["/goi.lawpack"]


def test_a_file_larger_than_a_pack_is_cut_off(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1000)
    server.data, server.headers = b"x" * 5000, {"Content-Length": ""}
    with pytest.raises(Unreachable):
        fetch(server.url, private=True)


def test_a_certificate_nobody_signed_is_refused(server: Server) -> None:
    with pytest.raises(Unreachable):
        fetch(server.url.replace("http://", "https://"), private=True)


def test_a_server_that_takes_all_its_time_is_cut_off(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "DEADLINE", 0.0)
    server.data = b"x"
    with pytest.raises(Unreachable, match=r"does not answer|too slowly"):
        fetch(server.url, private=True)


@pytest.mark.parametrize("place", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1",
    "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::", "fec0::1",
    "224.0.0.1", "0.0.0.0"])  # fmt: skip
def test_an_address_that_carries_one_of_the_own_network_is_of_it(place: str) -> None:
    assert not fetching._is_open(place)
    assert fetching._is_open("203.162.0.181")
    assert fetching._is_open("2400:cb00:2048::1")


@pytest.mark.parametrize("etag", [b"a\x00b", b"a\r\n b", b"\xff", b"x" * 600])
@pytest.mark.parametrize("length", [b"4", b"\xb2", b""])
def test_headers_that_no_answer_has_stop_no_look(
    etag: bytes, length: bytes, watching_all: Runtime, people: People
) -> None:
    """What cannot be sent back the next time is not remembered."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        for _ in range(2):
            connection, _address = listening.accept()
            with connection:
                connection.recv(9999)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Length: %s\r\nETag: %s\r\n\r\njunk"
                    % (length, etag)
                )

    thread = threading.Thread(target=answer)
    thread.start()
    choose(watching_all, people, f"http://127.0.0.1:{listening.getsockname()[1]}/a")
    for _ in range(2):
        assert watching.look(watching_all).files == 1
        assert "no legal pack" in said(watching_all)
    thread.join()
    listening.close()


def test_a_name_that_is_no_letters_stops_no_look(watching_all: Runtime, sender: Sender) -> None:
    folder = os.fsencode(folder_of(watching_all))
    Path(os.fsdecode(folder + b"/\xff\xfe.lawpack")).write_bytes(b"junk")
    Path(os.fsdecode(folder + b"/\xff\xfd.lawpack")).write_bytes(
        sender.pack([text(1, "118/2025/NĐ-CP")])
    )
    assert watching.look(watching_all).ready == 1
    assert packs(watching_all)[0].name == "��.lawpack"


def test_old_packs_in_the_folder_hide_no_new_one_and_are_told_of_once(
    watching_all: Runtime, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST_FILES", 3)
    monkeypatch.setattr(watching, "REMEMBERED", 3)
    folder = folder_of(watching_all)
    for number in range(5):
        path = folder / f"a{number}.lawpack"
        path.write_bytes(f"junk {number}".encode())
        os.utime(path, (number, number))
    watching.look(watching_all)
    (folder / "0-new.lawpack").write_bytes(sender.pack([text(1, "118/2025/NĐ-CP")]))
    for ready in (1, 0, 0):
        assert watching.look(watching_all).ready == ready
        assert "only the newest" in said(watching_all)
    with watching_all.reading() as session:
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "pack.refused")).all()
    assert [entry.detail["file"] for entry in told] == [f"a{n}.lawpack" for n in (2, 3, 4)]


def test_only_an_administrator_chooses_the_address(runtime: Runtime, people: People) -> None:
    for person in (people.secretary, people.drafter):
        with pytest.raises(Forbidden), runtime.transaction(person) as tx:
            service.watch_address(tx, address="https://example.gov.vn/goi.lawpack")
    choose(runtime, people, "https://example.gov.vn/goi.lawpack")
    with runtime.reading() as session:
        (entry,) = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "pack_watch.changed")
        ).all()
    assert entry.detail["after"] == "https://example.gov.vn/goi.lawpack"
