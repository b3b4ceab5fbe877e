"""Every failpoint × an error: the act is whole or not there, and trying again works."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from docctl import faults
from docctl.campaigns import redraft_queries, redrafting
from docctl.campaigns.models import Redraft
from docctl.campaigns.rules import Amending
from docctl.documents.rules import Status
from docctl.installation.verify import verify_all
from docctl.jobs import service as jobs
from docctl.legal import rerun
from docctl.legal.models import Scan
from docctl.runtime import Runtime
from docctl.work.importing import take_in
from tests.campaigns.conftest import Scene
from tests.conftest import People
from tests.security.test_uploads import word
from tests.support.make import MakeText, MakeVersion
from tests.web import journey


@dataclass(frozen=True)
class Acts:
    """What people do that passes failpoints; each may be tried again."""

    runtime: Runtime
    people: People
    version_id: int

    def approve(self) -> None:
        if journey.status_of(self.runtime, self.version_id) is not Status.APPROVED:
            journey.approve(self.runtime, self.people, self.version_id)

    def put(self) -> None:
        self.runtime.blobs.put(b"some bytes")

    def take_in(self) -> None:
        picture = word("Quy trình nhập")
        list(take_in(self.runtime, self.people.secretary, [("QT-55.docx", picture)]))

    def rerun(self) -> None:
        with self.runtime.transaction(self.people.secretary) as tx:
            tx.session.execute(delete(Scan))  # as if an older engine had looked
            job_id = jobs.enqueue(tx, kind="test", params={}).id
        rerun.run(
            self.runtime, self.people.secretary, job_id=job_id, done=0, report=lambda *_: None
        )

    def redraft(self) -> None:
        with self.runtime.reading() as session:
            known = session.scalars(select(Redraft.id)).first()
        redraft_id = known or self._redraft()
        redrafting.run(
            self.runtime,
            self.people.secretary,
            redraft_id=redraft_id,
            report=lambda *_: None,
        )
        if known is not None:  # what broke off is done; there must be something to break off in
            with self.runtime.reading() as session:
                assert not redraft_queries.list_waiting(session, redraft_id)

    def _redraft(self) -> int:
        make_version = MakeVersion(self.runtime, self.people.agency_id, self.people.drafter)
        scene = Scene(self.runtime, self.people, MakeText(self.runtime), make_version)
        source = scene.replacing()
        wanted = [scene.document(f"QT-7{n}", "Theo Nghị định số 61/2018/NĐ-CP.") for n in range(2)]
        campaign = scene.open(source)
        with self.runtime.transaction(self.people.secretary) as tx:
            return redrafting.start_redraft(
                tx, campaign_id=campaign, document_ids=wanted, amending=Amending.CHAIN
            ).id


ACT_OF: dict[str, Callable[[Acts], None]] = {
    "approve.": Acts.approve,
    "transaction.": Acts.approve,
    "blob.": Acts.put,
    "import.": Acts.take_in,
    "rerun.": Acts.rerun,
    "redraft.": Acts.redraft,
}


# What breaks off in a worker is taken up again in the tests of its own feature.
TESTS = Path(__file__).parents[1]
ELSEWHERE = {"mail.": "alerts/test_delivery.py", "raise.": "impact/test_batches.py"}


def _prefix(name: str) -> str:
    return name.split(".", maxsplit=1)[0] + "."


@pytest.fixture(autouse=True)
def _harmless() -> Iterator[None]:
    yield
    faults.disarm()


@pytest.mark.parametrize("name", sorted(n for n in faults.NAMES if _prefix(n) not in ELSEWHERE))
@pytest.mark.parametrize("act", ["raise", "enospc"])
def test_an_act_that_breaks_off_is_whole_or_not_there_and_can_be_tried_again(
    runtime: Runtime, people: People, make_version: MakeVersion, name: str, act: str
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("một"))
    acts = Acts(runtime, people, version_id)
    prefix = _prefix(name)
    faults.arm(name, act)
    with pytest.raises((faults.Injected, OSError)):
        ACT_OF[prefix](acts)
    assert faults.hits.get(name), f"{name} was never reached"
    faults.disarm()
    assert_whole(runtime)
    ACT_OF[prefix](acts)
    assert_whole(runtime)
    if prefix in {"approve.", "transaction."}:
        assert journey.status_of(runtime, version_id) is Status.APPROVED


def test_the_other_failpoints_are_reached_by_the_tests_of_their_own_features() -> None:
    for name in faults.NAMES:
        if _prefix(name) in ELSEWHERE:
            text = (TESTS / ELSEWHERE[_prefix(name)]).read_text(encoding="utf-8")
            assert f'"{name}"' in text, name


def assert_whole(runtime: Runtime) -> None:
    with runtime.reading() as session:
        assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()
