"""The report in Debian's chromium, as a reader meets it. Fails, never skips, where chromium is missing."""

from __future__ import annotations

import os
import shutil
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from planner.report import report_view
from planner.report.html import render
from tests.report import builder
from tests.report.england import england, reference_plan
from tests.report.others import front, listing

pytestmark = pytest.mark.browser

ARTIFACTS = Path(__file__).parents[2] / "artifacts"
PAPER = 266 / 25.4 * 96
"""Pixels between the margins of an A4 page, from top to bottom."""
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-dev-shm-usage"]  # fmt: skip


def every(selector: str) -> str:
    """Script for all elements that a selector finds."""
    return f"[...document.querySelectorAll('{selector}')]"


@pytest.fixture(scope="module")
def browser():
    """One headless chromium for all tests of this file."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("chromium is missing: apt-get install chromium")
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=QUIET)
        yield running
        running.close()


def beside_it(plan):
    """Other plans and a trade-off, so that their sections are looked at too."""
    groups = [c.organisations for c in plan.clusters]
    values = tuple((n, 100 - n) for n in range(30))
    other = plan.model_copy(update={"levels": tuple(x.model_copy(update={"value": 7}) for x in plan.levels)})
    plans = (plan, *[other] * 8)
    trade = front("maps", ("splits", "population_steps"), values, groups)
    return {"lists": [(listing(*plans), plans)] * 2, "saved": [trade, trade]}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """England under Model 1 and the South West under Model 2, with their headlines."""
    folder = tmp_path_factory.mktemp("reports")
    whole = england()
    part = whole.within("South West")
    made = {}
    tiny = builder.instance()
    codes = sorted(tiny.by_code)
    for name, given, plan, audience in (
        ("england", whole, reference_plan(whole), "public"),
        ("south-west", part, reference_plan(part, "model-2", ends=31, gap={"places_end": 3}), "public"),
        (
            "tiny-panel",
            tiny,
            builder.plan(tiny, [codes[:3], codes[3:5], codes[5:]], governance="model-3"),
            "panel",
        ),
    ):
        beside = beside_it(plan) if name == "tiny-panel" else {}
        view = report_view(given, plan, builder.RULEBOOK, audience, **beside)
        (folder / f"{name}.html").write_text(render(view), "utf-8")
        made[name] = (folder / f"{name}.html", view)
    return made


def opened(browser: Browser, file: Path, width: int = 1280) -> tuple[Page, list[str], list[str]]:
    """The page, what it wrote to the console, and what it asked of any network."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    return page, said, asked


@pytest.mark.parametrize("name", ["england", "south-west"])
def test_it_opens_without_a_complaint_or_a_request(browser, reports, name):
    """No console message, no request but the file, the computed h1, every table visible, style applied."""
    file, view = reports[name]
    page, said, asked = opened(browser, file)
    assert said == []
    assert asked == [file.as_uri()]
    assert page.locator("h1").inner_text() == view.headline.sentence
    assert page.locator("table").count() >= 10
    assert page.locator("#t-clusters-caption tbody tr").count() == len(view.clusters)
    assert page.locator("#t-boards-caption tbody tr").count() == len(view.boards)
    assert page.locator("#t-rules-caption tbody tr").count() == len(view.rules)
    sizes = page.evaluate(f"{every('p,td,th,li,a')}.map(e => parseFloat(getComputedStyle(e).fontSize))")
    assert min(sizes) >= 16
    fills = page.evaluate(f"{every('.outer')}.map(e => getComputedStyle(e).fill)")
    assert 2 <= len(set(fills)) <= 4
    ARTIFACTS.mkdir(exist_ok=True)
    for place in ("main", "map", "find", "boards", "models", "rules", "pages"):
        page.evaluate(f"document.getElementById('{place}').scrollIntoView()")
        page.screenshot(path=ARTIFACTS / f"report-{name}-{place}.png")
    page.close()


AXE = """async ([pages, contrast]) => {
  const rules = contrast ? {} : {"color-contrast": {enabled: false}};
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(pages ? document : {exclude: [[".page"]]}, {
    runOnly: {type: "tag", values: tags}, rules: rules, resultTypes: ["violations"]});
  return [found.violations.map(v => [v.id, v.nodes[0].html.slice(0, 200)]), found.passes.length];
}"""


@pytest.mark.parametrize(
    "name", [*(["england"] if os.environ.get("PLANNER_LONG") else []), "south-west", "tiny-panel"]
)
def test_no_accessibility_rule_is_broken(browser, reports, name):
    """WCAG 2.2 AA by axe-core; England has the same parts, so many that it waits for PLANNER_LONG."""
    page, _, _ = opened(browser, reports[name][0])
    page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    broken, passed = page.evaluate(AXE, [True, True])
    assert broken == []
    assert passed > 15
    page.evaluate(
        "document.querySelector('caption').remove(); document.documentElement.removeAttribute('lang')"
    )
    broken, _ = page.evaluate(AXE, [False, False])
    assert [rule for rule, _ in broken] == ["html-has-lang"]
    page.close()


def test_it_is_usable_within_two_seconds(browser, reports):
    """England, from the file to the page that can be read and typed into."""
    page, _, _ = opened(browser, reports["england"][0])
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert 0 < ready <= 2000
    page.close()


def test_yours_is_found_by_keyboard(browser, reports):
    """Typing narrows the index, a link leads to the page of an organisation; without script all is there."""
    file, view = reports["england"]
    page, _, _ = opened(browser, file)
    page.locator("#find-box").focus()
    page.keyboard.type("herefordshire")
    shown = page.evaluate(f"{every('.find li')}.filter(e => !e.hidden).map(e => e.textContent)")
    assert {text.split()[0].strip(",") for text in shown} == {"Herefordshire"}
    assert len(shown) == 2
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wanted = next(p for p in view.pages if p.name == "Herefordshire")
    assert page.evaluate("location.hash") == f"#{wanted.anchor}"
    assert page.evaluate(f"document.getElementById('{wanted.anchor}').getBoundingClientRect().top") < 900
    page.close()
    bare = browser.new_context(java_script_enabled=False).new_page()
    bare.goto(file.as_uri())
    assert bare.locator(".find li").count() == len(view.pages)
    assert not bare.locator("#find-box").is_visible()
    bare.context.close()


@pytest.mark.parametrize("name", ["england", "south-west", "tiny-panel"])
def test_it_reflows_on_a_small_screen(browser, reports, name):
    """Nothing but the tables' own boxes scrolls sideways at 320 pixels."""
    page, _, _ = opened(browser, reports[name][0], width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.screenshot(path=ARTIFACTS / f"report-{name}-320.png", full_page=False)
    page.close()


def test_the_keyboard_finds_the_skip_link_first(browser, reports):
    """The first tab stop shows itself and leads to the plan."""
    page, _, _ = opened(browser, reports["england"][0])
    page.keyboard.press("Tab")
    focused = "document.activeElement"
    assert page.evaluate(f"{focused}.textContent") == "Skip to the plan"
    assert page.evaluate(f"{focused}.getBoundingClientRect().left") >= 0
    assert page.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.textContent") == "Map"
    page.close()


@pytest.mark.parametrize("name", ["england", "south-west", "tiny-panel"])
def test_it_prints_whole(browser, reports, name):
    """On paper, 184 mm between margins, no table is cut at the side and the notice stays."""
    page, _, _ = opened(browser, reports[name][0], width=695)
    page.emulate_media(media="print")
    too_wide = ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.slice(0, 40))"
    wide = page.evaluate(every(".scroll") + too_wide)
    assert wide == []
    kept = "tr, caption, thead, .page, .answer, svg, .side"  # none is parted, for each fits on a page
    parted = ".filter(e => getComputedStyle(e).breakInside != 'avoid').map(e => e.outerHTML.slice(0, 80))"
    assert page.evaluate(every(kept) + parted) == []
    heights = page.evaluate(every(kept) + ".map(e => e.getBoundingClientRect().height)")
    assert max(heights) <= PAPER
    assert page.locator(".notice").is_visible()
    ARTIFACTS.mkdir(exist_ok=True)
    page.pdf(path=ARTIFACTS / f"report-{name}.pdf", prefer_css_page_size=True)
    page.close()
