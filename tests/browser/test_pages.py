"""Every main page with the sample data: no complaint, nothing cut off, usable by everybody."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.house import ROOT, House
from tests.browser.person import NARROW, WIDE, Person

Enter = Callable[..., Person]
Come = Callable[[str], Person]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Tables in the editor scroll with the caret, which axe cannot know.
RUN_AXE = """async () => {
  const place = {include: [['body']], exclude: [['.ProseMirror .tableWrapper']]};
  const tags = ['wcag2a', 'wcag2aa', 'wcag21aa'];
  const {violations} = await axe.run(place, {runOnly: tags, resultTypes: ['violations']});
  return violations.filter(({impact}) => ['serious', 'critical'].includes(impact))
    .map(({id, nodes}) => id + ': ' + nodes.map((n) => n.html.slice(0, 90)).join(' | '));
}"""
BROKEN_PICTURES = """() => [...document.images]
  .filter((one) => one.complete && !one.naturalWidth).map((one) => one.currentSrc || one.src)"""
# Letters are there, and what a page does when its width changes is done.
DRAWN = """() => document.fonts.ready.then(
  () => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(() => then()))))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const look = getComputedStyle(one);
  const place = one.getBoundingClientRect();
  return {
    name: one.outerHTML.slice(0, 120),
    marked: (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0)
      || look.boxShadow !== 'none',
    seen: place.width > 0 && place.height > 0,
  };
}"""

# Who looks at which pages; a page named by what leads to it is found on the page before it.
VISITS: dict[str, tuple[str, ...]] = {
    "thukyiso": (
        "/",
        "/documents",
        "/documents/1",
        "/documents/1/versions/1",
        "/documents/1/versions/1/compare",
        "/documents/1/versions/1/evidence",
        "/documents/2/withdraw",
        "/documents/2/change",
        "/documents/new",
        "/findings",
        "/findings?by=document",
        "/findings/list",
        "/findings/1",
        "/findings/days",
        "/findings/board",
        "/findings/weak",
        "/findings/rules?text=61/2018/NĐ-CP",
        "/findings/to-confirm",
        "/findings/missed",
        "/findings/documents/1/why?text=61/2018/NĐ-CP",
        "/campaigns",
        "/campaigns/new?text=1",
        "/legal",
        "/legal/1",
        "/legal/1/history",
        "/legal/effects/1",
        "/legal/1/cited",
        "/legal/1/cited?path=d0018.",
        "/legal/checks",
        "/legal/what-if",
        "/time-machine",
        "/documents/9/inspection",
        "/documents/9/on/2021-03-12",
        "/documents/9/on/2019-03-12?known=2026-01-01",
        "/certificates",
        "/radar",
        "/radar?days=30",
        "/recommendations",
        "/legal/1?on=2024-01-01&known=2025-01-01",
        "/legal/contradictions",
        "/legal/1/correct",
        "/legal/new",
        "/legal/paste",
        "/legal/import",
        "/legal/proposals",
        "/legal/proposals/missing",
        "/legal/1/proposals",
        "/legal/unbound",
        "/legal/yearly",
        "/legal/packs",
        "/legal/packs/new",
        "/legal/packs/keys",
        "/legal/packs/conflicts",
        "/legal/packs/watch",
        "/registers",
        "/registers/external",
        "/search",
        "/search?q=dang+ky+khai+sinh",
        "/search?q=zzzz",
        "/imports",
        "/notices",
        "/admin/trail",
        "/admin/rights",
        "/account",
        "/no-such-page",
    ),
    "quantri": ("/admin/people", "/admin/people/2", "/admin/agency"),
    "nguoidoc": ("/", "/documents", "/findings", "/notices"),
}
TASKS = {"chutich": "/approve", "phochutich": "/review", "tuphaphotich": "/edit"}


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        pytest.fail("axe-core is not installed: npm ci")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("login", sorted(VISITS))
def test_every_page_fits_and_is_accessible(come: Come, axe: str, login: str) -> None:
    person = come(login)
    person.will_be_refused("/no-such-page", 404)
    wrong = [line for path in VISITS[login] for line in _look(person.page, path, axe)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("login", sorted(TASKS))
def test_the_pages_of_a_task_fit_and_are_accessible(come: Come, axe: str, login: str) -> None:
    person = come(login)
    links = person.page.locator(f"main a[href$='{TASKS[login]}']")
    path = links.first.get_attribute("href")
    assert path is not None
    ways = [path]
    if login == "tuphaphotich":
        ways += [
            path.replace("/edit", end) for end in ("/submit", "/describe", "/cancel", "/word-back")
        ]
    else:
        ways.append(f"{path}?view=text")
    wrong = [line for way in ways for line in _look(person.page, way, axe)]
    assert not wrong, "\n".join(wrong)


def test_the_sign_in_page_fits_and_is_accessible(demo_house: House, enter: Enter, axe: str) -> None:
    assert _look(enter(demo_house).page, "/sign-in", axe) == []


@pytest.mark.parametrize("path", ["/", "/documents", "/documents/1/versions/1", "/legal/paste"])
def test_whatever_the_keyboard_reaches_shows_that_it_is_reached(come: Come, path: str) -> None:
    person = come("thukyiso")
    person.page.goto(path)
    reached = list(_tab_through(person.page, 25))
    assert len(reached) > 15
    assert [one["name"] for one in reached if not (one["marked"] and one["seen"])] == []


def test_the_first_key_leads_past_the_navigation(come: Come) -> None:
    person = come("nguoidoc")
    person.page.goto("/documents")
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    expect(person.page.locator("#main")).to_be_focused()


def test_pages_can_be_read_when_styles_and_scripts_do_not_arrive(
    demo_house: House, enter: Enter
) -> None:
    person = enter(demo_house)
    person.will_be_refused(r"/static/.*", "net::ERR_FAILED")
    person.context.route(re.compile(r"/static/"), lambda route: route.abort())
    person.sign_in("thukyiso", demo_house.passwords()["thukyiso"])
    person.page.goto("/documents/1/versions/1")
    expect(person.page.locator(".document h2, .document h1").first).to_be_visible()
    expect(person.page.locator("#citations")).to_be_visible()


def test_a_draft_can_be_read_without_scripts(demo_house: House, enter: Enter) -> None:
    person = enter(demo_house, java_script_enabled=False)
    person.sign_in("tuphaphotich", demo_house.passwords()["tuphaphotich"])
    with person.next_page():
        person.page.locator("main a[href$='/edit']").first.click()
    expect(person.page.locator("#editor .document")).to_be_visible()
    expect(person.page.locator("#editor .notice").first).to_be_visible()


def _look(page: Page, path: str, axe: str) -> list[str]:
    """Open a page and give everything that is wrong with it, on a wide screen and a narrow one."""
    response = page.goto(path)
    assert response is not None
    wanted = 404 if path == "/no-such-page" else 200
    wrong = [] if response.status == wanted else [f"{path}: status {response.status}"]
    if path.endswith("/edit"):
        page.wait_for_selector(".ProseMirror")
        page.wait_for_load_state("networkidle")
    page.evaluate(axe)
    for width, height in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(DRAWN)
        wrong += [f"{path} ({width} px): {line}" for line in page.evaluate(RUN_AXE)]
        if (excess := page.evaluate(OVERFLOW)) > 0:
            wrong.append(f"{path} ({width} px): {excess} px too wide")
        wrong += [f"{path}: broken picture {src}" for src in page.evaluate(BROKEN_PICTURES)]
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    return wrong


def _tab_through(page: Page, count: int) -> Iterator[dict[str, Any]]:
    for _ in range(count):
        page.keyboard.press("Tab")
        found: dict[str, Any] | None = page.evaluate(FOCUSED)
        if found is not None:
            yield found
