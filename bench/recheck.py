"""Milliseconds to check one edited paragraph again, against the whole text, and to save it.

python bench/recheck.py TEXTS REGISTER [DATABASE_URL]

TEXTS is a folder of law texts (`*.txt`), of which a procedure of about 100 kB with a few hundred
citations is made; REGISTER is a list of legal texts, imported first; the database must be empty.
The check is `bind_version` after the text was saved, with all it reads and writes; the save is the
PUT of the editor through the whole application, its answer included.
"""

import cProfile
import hashlib
import hmac
import json
import os
import pstats
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from config import Settings
from docctl import content as contents
from docctl import create_app
from docctl.actors import SYSTEM, Actor, Role
from docctl.agencies import service as agencies
from docctl.documents import queries as documents
from docctl.documents import service as drafting
from docctl.documents.models import Version
from docctl.documents.rules import Kind
from docctl.identity import service as identity
from docctl.identity.attempts import Whence
from docctl.installation import migrate
from docctl.legal import find, importing, queries
from docctl.legal import service as legal
from docctl.runtime import Runtime
from docctl.web import auth

SIZE = 100_000
ROUNDS = 60
Time = tuple[float, float]  # milliseconds by the clock on the wall, and of the processor
PASSWORD = "mat-khau-de-do-1"  # noqa: S105 - of an installation that is thrown away
SENTENCES = (
    "Thực hiện theo khoản 2 Điều 15 Luật Hộ tịch và Nghị định số 123/2015/NĐ-CP.",
    "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ.",
    "Công chức tiếp nhận hồ sơ và trả kết quả trong ngày.",
)


def main(texts: Path, register: Path, url: str | None) -> None:
    """Set up, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        runtime = start(Path(folder), url)
        importing.import_file(runtime, SYSTEM, register.read_bytes(), register.name)
        person = secretary(runtime)
        version_id = procedure(runtime, person, texts)
        pick = random.Random(7)  # noqa: S311 - a sample, not a secret
        part = [check(runtime, person, version_id, pick, whole=False) for _ in range(ROUNDS)]
        full = [check(runtime, person, version_id, pick, whole=True) for _ in range(ROUNDS // 3)]
        show("check of the edited paragraph", part)
        show("check of the whole text", full)
        ratio = share([cpu for _, cpu in full], 0.5) / share([cpu for _, cpu in part], 0.5)
        print(f"  {ratio:.1f} times as fast by the processor's time, p50")
        client, token = signed_in(runtime)
        show(
            "save, PUT of the editor",
            [put(runtime, client, token, version_id, pick) for _ in range(ROUNDS)],
        )
        if os.environ.get("PROFILE"):
            with cProfile.Profile() as profile:
                for _ in range(20):
                    put(runtime, client, token, version_id, pick)
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def start(home: Path, url: str | None) -> Runtime:
    """Open an empty installation."""
    settings = Settings(
        home=home,
        secret_key="s" * 48,
        database_url=url or f"sqlite:///{home / 'bench.db'}",
        testing=True,
    )
    runtime = Runtime.start(settings)
    migrate.upgrade(runtime.engine)
    return runtime


def secretary(runtime: Runtime) -> Actor:
    """Make an agency with one secretary, who may also draft."""
    with runtime.transaction(SYSTEM) as tx:
        agency = agencies.create_agency(tx, name="UBND xã Mẫu, tỉnh Nghệ An")
        return identity.add_user(
            tx,
            agency_id=agency.id,
            login="thuky",
            name="Thư ký",
            password=PASSWORD,
            roles=[Role.SECRETARY],
        ).actor


def procedure(runtime: Runtime, person: Actor, texts: Path) -> int:
    """Make a draft of about SIZE bytes from the texts, a heading before every tenth paragraph."""
    blocks: list[dict[str, Any]] = []
    size = 0
    for line in lines(texts):
        if size >= SIZE:
            break
        if len(blocks) % 11 == 0:
            blocks.append(block(f"{len(blocks) // 11 + 1}. Nội dung", level=2))
        blocks.append(block(line))
        size += len(line.encode())
    content = contents.parse({"type": "doc", "content": blocks})
    with runtime.transaction(person) as tx:
        document = drafting.create_document(
            tx, field="Đo", kind=Kind.PROCEDURE, code="QT-01", title="Quy trình để đo"
        )
        version = drafting.add_version(
            tx,
            document=documents.lock_document(tx.session, document.id),
            content=content,
            issue_no=1,
            revision_no=0,
        )
        legal.bind_version(tx, version_id=version.id)
        version_id = version.id
    with runtime.reading() as session:
        cited = len(queries.list_citations(session, version_id))
    print(f"{runtime.engine.dialect.name}: {size} bytes, {len(blocks)} blocks, {cited} citations")
    return version_id


def lines(texts: Path) -> list[str]:
    """Give paragraphs of law in a fixed mixture: all that cite and a third of the others."""
    found = [
        line.strip()
        for path in sorted(texts.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").split("\n")
        if 60 < len(line) < 600 and (find(line) or len(line) % 3 == 0)
    ]
    random.Random(1).shuffle(found)  # noqa: S311 - a sample, not a secret
    return found


def block(text: str, *, level: int = 0) -> dict[str, Any]:
    """Make a paragraph or a heading."""
    kind: dict[str, Any] = (
        {"type": "heading", "attrs": {"level": level}} if level else {"type": "paragraph"}
    )
    return kind | {"content": [{"type": "text", "text": text}]}


def edited(content: dict[str, Any], pick: random.Random) -> dict[str, Any]:
    """Write another sentence into one paragraph."""
    blocks = list(content["content"])
    at = pick.choice([at for at, one in enumerate(blocks) if one["type"] == "paragraph"])
    text = f"{pick.choice(SENTENCES)} ({pick.randrange(10**6)})"
    blocks[at] = blocks[at] | {"content": [{"type": "text", "text": text}]}
    return content | {"content": blocks}


def check(
    runtime: Runtime, person: Actor, version_id: int, pick: random.Random, *, whole: bool
) -> Time:
    """Save an edit and give the milliseconds of finding and binding alone."""
    with runtime.transaction(person) as tx:
        version = tx.session.get_one(Version, version_id)
        edit = drafting.save_content(
            tx,
            version_id=version_id,
            content=edited(version.content, pick),
            revision=version.revision,
        )
        tx.session.flush()
        begin, spent = time.perf_counter(), time.process_time()
        legal.bind_version(tx, version_id=version_id, edit=None if whole else edit)
        return since(begin, spent)


def signed_in(runtime: Runtime) -> tuple[FlaskClient, str]:
    """Give the secretary's browser and the token its forms carry."""
    app = create_app(runtime)
    with runtime.transaction(SYSTEM) as tx:
        whence = Whence("bench")
        started = identity.sign_in(tx, login="thuky", password=PASSWORD, whence=whence)
    assert started is not None
    client = app.test_client()
    client.set_cookie(auth.cookie_name("session", secure=False), started[0])
    key = str(app.config["SECRET_KEY"]).encode()
    return client, hmac.new(key, b"csrf:" + started[0].encode(), hashlib.sha256).hexdigest()


def put(
    runtime: Runtime, client: FlaskClient, token: str, version_id: int, pick: random.Random
) -> Time:
    """Save an edit as the editor does."""
    with runtime.reading() as session:
        version = session.get_one(Version, version_id)
        body = json.dumps({"content": edited(version.content, pick), "revision": version.revision})
    begin, spent = time.perf_counter(), time.process_time()
    answer = client.put(
        f"/versions/{version_id}/content",
        data=body,
        content_type="application/json",
        headers={"X-CSRF-Token": token},
    )
    assert answer.status_code == 200, answer.text
    return since(begin, spent)


def since(begin: float, spent: float) -> Time:
    """Give the milliseconds since two moments of the two clocks."""
    return (time.perf_counter() - begin) * 1000, (time.process_time() - spent) * 1000


def share(times: Sequence[float], at: float) -> float:
    """Give the time below which a share of all lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * at))]


def show(name: str, times: Sequence[Time]) -> None:
    """Print the best, the median and the 95th percentile by both clocks."""
    print(f"  {name}")
    for clock, some in (("wall", [wall for wall, _ in times]), ("cpu", [cpu for _, cpu in times])):
        best, p50, p95 = (share(some, at) for at in (0.0, 0.5, 0.95))
        print(f"    {clock:5} best {best:.2f}, p50 {p50:.2f}, p95 {p95:.2f} ms", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
