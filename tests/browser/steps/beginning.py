"""Steps 1–3: the agency, its people, its law."""

from playwright.sync_api import expect

from tests.browser.person import PASSWORD, Person, word
from tests.browser.steps.law import OLD, TEXTS, csv_of_law

AGENCY = "UBND xã Thử Nghiệm"
PEOPLE = {
    "thukyiso": ("Thư ký ISO", "iso_secretary"),
    "soanthao": ("Người soạn thảo", "drafter"),
    "xemxet": ("Người xem xét", "reviewer"),
    "pheduyet": ("Người phê duyệt", "approver"),
    "danhgia": ("Đánh giá viên nội bộ", "internal_auditor"),
    "congchuc": ("Công chức", "reader"),
}


def create_the_agency(first: Person) -> None:
    """Answer the first-run page: it comes by itself, and takes no weak password."""
    page = first.page
    page.goto("/")
    expect(first.heading(word("Set up your agency"))).to_be_visible()
    first.fill(agency=AGENCY, province="Tỉnh Thử", units="Văn phòng\nTư pháp")
    first.will_be_refused("/setup")
    first.fill(name="Quản trị hệ thống", login="quantri", password="ngan", repeated="ngan")
    first.press(word("Create the agency"))
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.locator("[name=agency]")).to_have_value(AGENCY)
    first.fill(password=PASSWORD, repeated=PASSWORD)
    first.press(word("Create the agency"))
    expect(first.heading(word("Sign in"))).to_be_visible()
    assert page.request.get(f"{first.base}/setup").status == 404


def add_the_people(admin: Person) -> None:
    """Give one account to each role through the page of people."""
    admin.open(word("People"))
    for login, (name, role) in PEOPLE.items():
        admin.fill(name=name, login=login, unit_id="Tư pháp", password=PASSWORD)
        admin.page.check(f"#role-{role}")
        admin.press(word("Add the person"))
        people = admin.page.get_by_role("table", name=word("People"))
        expect(people.get_by_role("cell", name=login, exact=True)).to_be_visible()


def confirm_the_rights(secretary: Person) -> None:
    """Confirm, as the second person, the roles the administrator has given."""
    page = secretary.page
    secretary.open(word("Rights to confirm"))
    boxes = page.locator("main [name=asked]")
    # Not hers, given before there was a second person, nor the reader's, which counts at once.
    expect(boxes).to_have_count(len(PEOPLE) - 2)
    for box in boxes.all():
        box.check()
    secretary.press(word("Confirm what is ticked"))
    secretary.sees(word("No right is waiting"))


def import_the_law(secretary: Person) -> None:
    """Import a list of legal texts: preview with refused rows, progress, and again for nothing."""
    for time, new in ((1, TEXTS), (2, 0)):
        secretary.open(word("Legal texts"))
        secretary.follow(word("Import a list"))
        secretary.page.set_input_files(
            "[name=file]",
            {"name": "van-ban.csv", "mimeType": "text/csv", "buffer": csv_of_law()},
        )
        secretary.press(word("Show what would change"))
        figures = secretary.page.locator(".figure-number")
        expect(figures.first).to_have_text(str(new))
        expect(secretary.page.locator("#refused tbody tr")).to_have_count(1)
        secretary.press(word("Import"))
        secretary.sees(word("The import is finished"))
        secretary.follow(word("See the legal texts"))
        rows = secretary.page.locator("main .register tbody tr")
        expect(rows, f"import no. {time}").to_have_count(TEXTS)
    row = secretary.page.locator("main .register tr", has_text="79/2007/NĐ-CP")
    expect(row.first).to_contain_text(OLD)
