"""Real Chromium before real servers. One browser for all tests, one demo installation per run."""

import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from tests.browser.house import ROOT, House
from tests.browser.person import CHROMIUM, Person
from tests.support.once import alone_in

# Only the last list of features counts: these are Playwright's own, and then the tools of a window
# nobody looks at, which Chromium writes as pages and loads anew for every person who comes in.
FEATURES_OFF = (
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,"
    "MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "ThirdPartyStoragePartitioning,"
    "InitialWebUI,OmniboxNext,PreloadTopChromeWebUI,WebUILocationBar,WebUIOmniboxAimPopup,"
    "WebUIOmniboxFullPopup,WebUIOmniboxPopup,WebUIReloadButton,WebUIToolbar"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={FEATURES_OFF}",
    "--js-flags=--no-opt",  # pages live for a second: compiling their scripts twice costs more
]
Reporting = Generator[None, pytest.TestReport, pytest.TestReport]
FAILED = pytest.StashKey[bool]()
MANIFEST = ROOT / "docctl" / "static" / "dist" / "manifest.json"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the browser; every test makes its own contexts."""
    if not Path(CHROMIUM).exists():
        pytest.fail("Chromium is not installed: make system")
    if not MANIFEST.exists():
        pytest.fail("the front end is not built: make setup")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def empty_house(tmp_path: Path) -> Iterator[House]:
    """Give a served installation in which nobody can sign in yet."""
    house = House(tmp_path / "home")
    house.start("run", "--no-sample")
    yield house
    house.stop()


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give the data folder of the sample agency, to be copied; parallel workers load it once."""
    with alone_in("sample", tmp_path_factory, worker_id) as folder:
        if not (folder / "passwords.txt").exists():
            House(folder).run("demo")
    return folder


@pytest.fixture(scope="session")
def demo_house(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give the served sample agency, to be read only."""
    house = House(tmp_path_factory.mktemp("demo") / "home")
    shutil.copytree(sample_home, house.home)
    house.start("serve")
    yield house
    house.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, so that what its people saw is kept as pictures."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def enter(
    chromium: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Person]]:
    """Give the way in: `enter(house, **context options)` opens a browser for one person."""
    inside: list[Person] = []

    def come(house: House, **options: object) -> Person:
        person = Person(chromium, house.base, **options)  # type: ignore[arg-type]
        inside.append(person)
        return person

    yield come
    failed = request.node.stash.get(FAILED, default=False)
    for number, person in enumerate(inside):
        if failed:
            person.page.screenshot(path=tmp_path / f"person-{number}.png", full_page=True)
            person.context.close()
        else:
            person.leave()


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """Give what browsers keep of those who have signed in to the demo installation, by login."""
    return {}


@pytest.fixture
def come(
    demo_house: House, enter: Callable[..., Person], sessions: dict[str, StorageState]
) -> Callable[[str], Person]:
    """Give the way into the demo installation: who has signed in once stays so in later tests."""

    def come_as(login: str) -> Person:
        person = enter(demo_house, storage_state=sessions.get(login))
        person.page.goto("/")
        if urlsplit(person.page.url).path != "/":
            person.sign_in(login, demo_house.passwords()[login])
            sessions[login] = person.context.storage_state()
        return person

    return come_as
