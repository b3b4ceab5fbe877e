"""Watching a folder or an address for new packs; what is found is only got ready for its preview.

The worker looks at the start and then every hour. Whoever keeps the register has one notice for
each new pack; nothing is ever taken in by itself. Having no network is a normal state.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from docctl.actors import SYSTEM, Permission
from docctl.agencies import queries as agencies
from docctl.audit import service as audit
from docctl.errors import Refused, Sentence, say
from docctl.identity import queries as identity
from docctl.jobs import service as jobs
from docctl.jobs.models import Job
from docctl.jobs.working import Work
from docctl.outbox import Message
from docctl.packs import queries
from docctl.packs.envelope import ENDING, LARGEST
from docctl.packs.fetching import Unreachable, fetch, objections_to_address
from docctl.packs.models import PackWatch, ReceivedPack
from docctl.packs.receiving import note_refusal, open_pack, receive_pack
from docctl.runtime import Runtime, Transaction
from docctl.vietnamese import one_line

KIND = "legal.packs.look"
EVERY = timedelta(hours=1)
MOST_FILES = 200
REMEMBERED = 500  # hashes of refused files, so that each is told of once


@dataclass(slots=True)
class Look:
    """What looking brought: files seen, packs got ready, and sentences about the rest."""

    files: int = 0
    ready: int = 0
    said: list[Sentence] = field(default_factory=list)


def watch_address(tx: Transaction, *, address: str) -> PackWatch:
    """Choose the address that is watched; empty for none."""
    tx.actor.must(Permission.MANAGE_AGENCY)
    wanted = address.strip()
    if wanted and (objections := objections_to_address(wanted)):
        raise Refused(*objections)
    watch = queries.lock_watch(tx.session)
    if watch.address != wanted:
        audit.record(
            tx,
            action="pack_watch.changed",
            subject="installation:1",
            before=watch.address,
            after=wanted,
        )
        watch.address, watch.etag, watch.modified = wanted, "", ""
        watch.set_at, watch.set_by = tx.now, tx.actor.name
    return watch


def start_looking(tx: Transaction) -> Job:
    """Queue a look at the watched places now."""
    tx.actor.must(Permission.CONFIRM_RIGHTS)
    return jobs.enqueue(tx, kind=KIND, params={"name": "watch"}, total=1)


def look_now(runtime: Runtime, work: Work) -> None:
    """Do the work of `start_looking`."""
    look(runtime)
    work.report(done=1, total=1)


def look_if_due(runtime: Runtime, *, last: datetime | None) -> datetime | None:
    """Look unless that was done in the last hour; give when it was done last."""
    now = runtime.now()
    if last is not None and now - last < EVERY:
        return last
    look(runtime)
    return now


def look(runtime: Runtime) -> Look:
    """Look at the watched folder and address, and get what is new ready for its preview."""
    found = Look()
    with runtime.reading() as session:
        watch = queries.find_watch(session)
        known, refused = queries.list_hashes(session), list(watch.refused if watch else ())
    address = watch.address if watch else ""
    folder = runtime.settings.pack_folder
    if not address and folder is None:
        return found
    fresh: Iterable[tuple[str, bytes]] = () if folder is None else _in_folder(folder, found)
    etag, modified = (watch.etag, watch.modified) if watch else ("", "")
    if address:
        try:
            got = fetch(
                address, etag=etag, modified=modified, private=runtime.settings.pack_private
            )
        except Unreachable as unreachable:
            found.said.append(unreachable.sentence)
        else:
            if got.data is not None:
                found.files += 1
                fresh = chain(fresh, [(address, got.data)])
                etag, modified = got.etag, got.modified
    for name, data in fresh:
        digest = hashlib.sha256(data).hexdigest()
        if digest in known:
            continue
        reason = _receive(runtime, name, data, tell=digest not in refused)
        if reason is None:
            found.ready += 1
        else:
            if digest not in refused:
                refused.append(digest)
            found.said.append(reason)
    _write_down(runtime, found, etag, modified, refused)
    return found


def _in_folder(folder: Path, found: Look) -> Iterator[tuple[str, bytes]]:
    """Give the newest packs in a folder by name; links and other things are left alone."""
    try:
        there = [one for one in folder.iterdir() if one.name.endswith(ENDING)]
    except OSError:
        found.said.append(say("The watched folder cannot be read; is it there?"))
        return
    if len(there) > MOST_FILES:
        there = sorted(there, key=_changed_at)[-MOST_FILES:]
        found.said.append(
            say(
                "The watched folder holds more than %(limit)s packs; only the newest were looked"
                " at. Take old ones out.",
                limit=MOST_FILES,
            )
        )
    for path in sorted(there):
        data = _bytes_of(path)
        if data is not None:
            found.files += 1
            # a name may be bytes that are no letters
            yield one_line(os.fsencode(path.name).decode("utf-8", "replace")), data


def _changed_at(path: Path) -> int:
    try:
        return path.lstat().st_mtime_ns
    except OSError:  # taken away meanwhile
        return 0


def _bytes_of(path: Path) -> bytes | None:
    """Read a file as it lies there; None for links, folders, devices, and what is too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
        os.close(descriptor)
        return None
    try:
        with os.fdopen(descriptor, "rb") as file:
            return file.read(LARGEST + 1)
    except OSError:  # the stick was pulled out
        return None


def _receive(runtime: Runtime, name: str, data: bytes, *, tell: bool) -> Sentence | None:
    """Get a pack ready and tell who keeps the register; give why it is refused instead."""
    try:
        with runtime.reading() as session:
            opened = open_pack(session, data)
        with runtime.transaction(SYSTEM) as tx:
            received = receive_pack(tx, opened=opened, data=data, name=name, blobs=runtime.blobs)
            _tell(tx, received, opened.sender.name)
    except Refused as refused:
        if tell:
            digest = hashlib.sha256(data).hexdigest()
            with runtime.transaction(SYSTEM) as tx:
                note_refusal(tx, name=name, sha256=digest, reason=str(refused))
        return refused.reasons[0]
    return None


def _tell(tx: Transaction, received: ReceivedPack, sender: str) -> None:
    agency = agencies.find_agency(tx.session)
    if agency is None:
        return
    params = {"pack": received.id, "name": sender, "number": received.number}
    for person in identity.list_holders(tx.session, Permission.REGISTER_LAW, agency_id=agency.id):
        message = Message(
            to=person.id, kind="pack.found", key=f"pack:{received.sha256}", params=params
        )
        tx.send(message)


def _write_down(
    runtime: Runtime, found: Look, etag: str, modified: str, refused: list[str]
) -> None:
    with runtime.transaction(SYSTEM) as tx:
        watch = queries.lock_watch(tx.session)
        watch.etag, watch.modified = etag, modified
        watch.looked_at, watch.files, watch.ready = tx.now, found.files, found.ready
        watch.said = [[one.msgid, list(map(list, one.params))] for one in found.said[:20]]
        watch.refused = refused[-REMEMBERED:]


def sentences_of(watch: PackWatch) -> tuple[Sentence, ...]:
    """Give what the last look had to say."""
    return tuple(
        Sentence(msgid, tuple((name, value) for name, value in params))
        for msgid, params in watch.said
    )
