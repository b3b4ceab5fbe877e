"""The main job from the first page to the withdrawal, as people do it, each before a browser."""

from collections.abc import Callable
from datetime import datetime, timedelta

from docctl.days import ZONE
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import beginning, changing, finding, taking_in
from tests.support.shared import needs_shared

Enter = Callable[..., Person]

pytestmark = [needs_shared]


def test_the_main_job_runs_end_to_end(empty_house: House, enter: Enter) -> None:
    today = datetime.now(ZONE).date()
    first = enter(empty_house)
    beginning.create_the_agency(first)
    beginning.add_the_people(first.sign_in("quantri"))

    secretary = enter(empty_house).sign_in("thukyiso")
    beginning.confirm_the_rights(secretary)
    beginning.import_the_law(secretary)
    taking_in.upload(secretary)
    taking_in.confirm_plainly(secretary)
    taking_in.confirm_with_a_clash(secretary)
    reader = enter(empty_house).sign_in("congchuc")
    taking_in.read_with_citations(reader)

    drafter = enter(empty_house).sign_in("soanthao")
    reviewer = enter(empty_house).sign_in("xemxet")
    approver = enter(empty_house).sign_in("pheduyet")
    changing.open_a_change(drafter)
    changing.write(drafter)
    changing.write_in_two_tabs(drafter)
    changing.submit(drafter, "Thêm hướng dẫn kê khai trực tuyến ở bước tiếp nhận")
    changing.send_back(reviewer)
    changing.write_again(drafter)
    changing.submit(drafter, "Thêm hướng dẫn kê khai trực tuyến và thời hạn trả kết quả")
    changing.pass_on(reviewer)
    day = today + timedelta(days=30)
    signed = changing.approve(approver, effective_on=day)
    changing.read_the_evidence(approver, signed)
    changing.see_it_wait_for_its_day(reader)

    finding.register_the_decree(secretary, today)
    finding.open_a_change_from_the_finding(drafter)
    finding.replace_the_dead_citations(drafter)
    finding.name_another_document(drafter)
    changing.submit(drafter, "Thay viện dẫn đã hết hiệu lực")
    changing.pass_on(reviewer)
    changing.approve(approver)
    finding.see_it_resolved(secretary)

    finding.search(reader)
    finding.export_the_registers(secretary)
    finding.withdraw(secretary, taking_in.COPYING)
    verified = empty_house.run("verify", check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr
