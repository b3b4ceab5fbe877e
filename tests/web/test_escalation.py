"""What stays overdue, on the pages: with whom it is now, and who chooses the steps."""

from datetime import date, timedelta

import pytest

from docctl.actors import SYSTEM
from docctl.agencies import service as agencies
from docctl.documents.models import Document
from docctl.identity import duties
from docctl.identity.models import User
from docctl.impact import service as impact
from docctl.legal import service as legal
from docctl.legal.effects import EffectSaid
from docctl.legal.rules import Action, Extent
from docctl.runtime import Runtime
from tests.conftest import Clock, People
from tests.support.make import MakeText, MakeVersion
from tests.web.conftest import ClientAs

DUE = date(2026, 3, 4)
TO_LAW = "nay đến bạn là bộ phận pháp chế"


@pytest.fixture
def unit(runtime: Runtime, people: People, make_text: MakeText, make_version: MakeVersion) -> int:
    """Give the legal department; the document's unit is headed by the reviewer."""
    make_version("Theo Nghị định số 61/2018/NĐ-CP.", effective_on=date(2025, 1, 1))
    old, new = make_text(), make_text("118/2025/NĐ-CP", issued_on=None, effective_on=None)
    with runtime.transaction(people.admin) as tx:
        own = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Tư pháp").id
        duties.appoint_head(tx, unit_id=own, user_id=people.reviewer.user_id)
        tx.session.query(Document).one().unit_id = own
        department = agencies.ensure_unit(tx, agency_id=people.agency_id, name="Pháp chế").id
        tx.session.get_one(User, people.reader.user_id).unit_id = department
    said = EffectSaid(target_id=old, action=Action.REPLACES, extent=Extent.WHOLE, effective_on=DUE)
    with runtime.transaction(SYSTEM) as tx:
        effects = legal.record_effects(tx, source_id=new, effects=[said])
        impact.raise_findings(tx, effect_ids=[one.id for one in effects])
    return department


def test_the_page_by_day_says_with_whom_what_is_overdue_is(
    people: People, client_as: ClientAs, clock: Clock, unit: int
) -> None:
    admin = client_as(people.admin)
    form = {"late_head_days": "2", "late_law_days": "4", "law_unit_id": str(unit)}
    assert admin.post("/admin/agency/escalation", **form).status_code == 302
    start = clock.now
    for days, heading, law in (
        (3, "Quá hạn, do người phụ trách xử lý", False),
        (5, "Quá hạn, do trưởng đơn vị xử lý", False),
        (7, "Quá hạn, do bộ phận pháp chế xử lý: Pháp chế", True),
    ):
        clock.set(start + timedelta(days=days))
        reader = client_as(people.reader)
        page = reader.page("/findings/days")
        assert heading in page
        assert ("trưởng đơn vị: Trưởng phòng" in page) is (days > 3)
        assert (TO_LAW in reader.page("/")) is law
        assert TO_LAW not in client_as(people.secretary).page("/")
        assert ("QT-01" in reader.page("/findings/days?law=1")) is law


def test_steps_out_of_order_are_refused_with_the_reason(
    people: People, client_as: ClientAs, unit: int
) -> None:
    admin = client_as(people.admin)
    for head, law in (("9", "4"), ("", "4"), ("1", "400")):
        form = {"late_head_days": head, "late_law_days": law, "law_unit_id": str(unit)}
        assert admin.post("/admin/agency/escalation", **form).status_code == 409
    page = admin.page("/admin/agency")
    assert 'name="late_head_days" type="number" value="5"' in page
    assert 'name="late_law_days" type="number" value="10"' in page
    other = {"late_head_days": "1", "late_law_days": "2", "law_unit_id": str(unit + 99)}
    assert admin.post("/admin/agency/escalation", **other).status_code == 404
    good = {"late_head_days": "1", "late_law_days": "2", "law_unit_id": ""}
    assert admin.post("/admin/agency/escalation", **good).status_code == 302
    assert "Đã chọn các bước báo việc quá hạn" in admin.page("/admin/trail")


def test_the_pages_say_who_answers_for_a_unit_without_a_head(
    runtime: Runtime, people: People, client_as: ClientAs, clock: Clock, unit: int
) -> None:
    admin = client_as(people.admin)
    with runtime.reading() as session:
        own = session.query(Document).one().unit_id
    assert admin.post(f"/admin/agency/units/{own}/head", head="").status_code == 302
    assert admin.post(f"/admin/agency/units/{own}/parent", parent=str(unit)).status_code == 302
    assert admin.post(f"/admin/agency/units/{unit}/parent", parent=str(own)).status_code == 409
    assert f'<option value="{unit}" selected>Pháp chế' in admin.page("/admin/agency")
    assert "Xếp đơn vị vào đơn vị cấp trên" in admin.page("/admin/trail")
    clock.set(clock.now + timedelta(days=8))
    reader = client_as(people.reader)
    assert "đơn vị và cấp trên chưa có trưởng: do thư ký ISO" in reader.page("/findings/days")
    head = str(people.approver.user_id)
    admin = client_as(people.admin)  # the days have ended the session
    assert admin.post(f"/admin/agency/units/{unit}/head", head=head).status_code == 302
    page = client_as(people.approver).page("/findings/days?headed=1")
    assert "đơn vị chưa có trưởng; trưởng Pháp chế (cấp trên)" in page
    assert 'href="/findings/days?headed=1"' in client_as(people.approver).page("/")
