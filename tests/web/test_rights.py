"""The page on which a second person confirms what an administrator has given."""

import re

from docctl.actors import Role
from docctl.identity import queries
from docctl.runtime import Runtime
from tests.conftest import People
from tests.web.conftest import ClientAs


def test_an_administrator_gives_and_the_secretary_confirms(
    runtime: Runtime, people: People, client_as: ClientAs
) -> None:
    admin, secretary = client_as(people.admin), client_as(people.secretary)
    path = f"/admin/people/{people.reader.id}"
    assert admin.post(f"{path}/roles", roles=["reader", "approver"]).status_code == 302
    assert "chưa có tác dụng" in admin.page(path)
    assert 'name="asked"' not in admin.page("/admin/rights")
    page = secretary.page("/admin/rights")
    (asked,) = re.findall(r'name="asked" value="(\d+)"', page)
    assert admin.post("/admin/rights", asked=asked, decision="confirm").status_code == 409
    assert secretary.post("/admin/rights", decision="confirm").status_code == 409
    assert secretary.post("/admin/rights", asked=asked, decision="confirm").status_code == 302
    with runtime.reading() as session:
        held = queries.get_actor(session, people.reader.user_id).roles
    assert held == {Role.READER, Role.APPROVER}
    assert "Không có quyền nào chờ xác nhận" in secretary.page("/admin/rights")
