"""Versions and megabytes a second of a run of the engine over many versions that are as they were.

python bench/national.py TEXTS [VERSIONS] [DATABASE_URL]

TEXTS is a folder of law texts (`*.txt`), of which procedures of about 40 kB are made; the database
must be empty. Finding alone over the same texts is the ratio.
"""

import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from recheck import block, lines, secretary, start

from docctl import content as contents
from docctl.actors import Actor
from docctl.documents import queries as documents
from docctl.documents import service as drafting
from docctl.documents.rules import Kind
from docctl.documents.service import Original
from docctl.legal import find, rerun
from docctl.legal import service as legal
from docctl.runtime import Runtime
from docctl.workflow import decisions

SIZE = 40_000


def main(texts: Path, count: int, url: str | None) -> None:
    """Set up, run, print."""
    with tempfile.TemporaryDirectory() as folder:
        runtime = start(Path(folder), url)
        person = secretary(runtime)
        pool = lines(texts)
        made = [procedure(runtime, person, pool, number) for number in range(count)]
        size = sum(len(text.encode()) for text in made) / 1e6
        begin, spent = time.perf_counter(), time.process_time()
        for text in made:
            for line in text.split("\n"):
                find(line)
        alone = time.process_time() - spent
        print(f"{runtime.engine.dialect.name}: {count} versions, {size:.1f} MB")
        print(f"  finding alone  {size / alone:.2f} MB/s of the processor", flush=True)
        with runtime.transaction(person) as tx:
            job_id = legal.start_rerun(tx).id
        begin, spent = time.perf_counter(), time.process_time()
        rerun.run(runtime, person, job_id=job_id, done=0, report=lambda *_: None)
        wall, cpu = time.perf_counter() - begin, time.process_time() - spent
        for clock, took in (("wall", wall), ("cpu", cpu)):
            print(f"  run, {clock:9} {size / took:.2f} MB/s, {count / took:.1f} versions/s")
        print(f"  the run costs {cpu / alone:.1f} times the finding")


def procedure(runtime: Runtime, person: Actor, pool: list[str], number: int) -> str:
    """Adopt one version of about SIZE bytes; give its text."""
    pick = random.Random(number)  # noqa: S311 - a sample, not a secret
    blocks, size = [], 0
    while size < SIZE:
        line = pick.choice(pool)
        blocks.append(block(line))
        size += len(line.encode())
    content = contents.parse({"type": "doc", "content": blocks})
    with runtime.transaction(person) as tx:
        document = drafting.create_document(
            tx, field="Đo", kind=Kind.PROCEDURE, code=f"QT-{number}", title="Quy trình để đo"
        )
        version = drafting.add_version(
            tx,
            document=documents.lock_document(tx.session, document.id),
            content=content,
            issue_no=1,
            revision_no=0,
            original=Original(blob=runtime.blobs.put(b"-"), name="a.docx", source={}),
        )
        legal.bind_version(tx, version_id=version.id)
        decisions.adopt_version(
            tx,
            version=version,
            issued_on=date(2026, 1, 1),
            effective_on=date(2026, 1, 1),
            statement="bench",
        )
        return version.plain_text


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 200,
        sys.argv[3] if len(sys.argv) > 3 else None,
    )
