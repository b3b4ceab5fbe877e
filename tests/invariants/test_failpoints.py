"""Every failpoint × an error: the act is whole or not there, and trying again works."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete

from docctl import faults
from docctl.documents.rules import Status
from docctl.installation.verify import verify_all
from docctl.jobs import service as jobs
from docctl.legal import rerun
from docctl.legal.models import Scan
from docctl.runtime import Runtime
from docctl.work.importing import take_in
from tests.conftest import People
from tests.security.test_uploads import word
from tests.support.make import MakeVersion
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


ACT_OF: dict[str, Callable[[Acts], None]] = {
    "approve.": Acts.approve,
    "transaction.": Acts.approve,
    "blob.": Acts.put,
    "import.": Acts.take_in,
    "rerun.": Acts.rerun,
}


@pytest.fixture(autouse=True)
def _harmless() -> Iterator[None]:
    yield
    faults.disarm()


@pytest.mark.parametrize("name", sorted(n for n in faults.NAMES if not n.startswith("mail.")))
@pytest.mark.parametrize("act", ["raise", "enospc"])
def test_an_act_that_breaks_off_is_whole_or_not_there_and_can_be_tried_again(
    runtime: Runtime, people: People, make_version: MakeVersion, name: str, act: str
) -> None:
    version_id = journey.reviewed(runtime, people, make_version("một"))
    acts = Acts(runtime, people, version_id)
    prefix = name.split(".", maxsplit=1)[0] + "."
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


def test_the_failpoints_of_the_mail_are_reached_by_its_own_tests() -> None:
    text = (Path(__file__).parents[1] / "alerts" / "test_delivery.py").read_text(encoding="utf-8")
    for name in faults.NAMES:
        assert name.split(".")[0] + "." in ACT_OF or f'"{name}"' in text, name


def assert_whole(runtime: Runtime) -> None:
    with runtime.reading() as session:
        assert verify_all(session, runtime.blobs, now=runtime.now()).faults == ()
