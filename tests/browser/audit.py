"""What every page must be: accessible, no wider than the screen, one heading, quiet, usable by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

WIDTHS = (320, 390, 1280)
AXE = (Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_MANY_STOPS = 120

_FINDINGS = """async (rules) => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  return found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).join(' | '));
}"""
_TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1);
  return wide.slice(-3).map(e => e.outerHTML.slice(0, 160));
}"""
# A mark that shows: an outline or a shadow, on something that has a size and lies on the page.
_FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const near = [e, e.closest('label'), e.nextElementSibling, e.parentElement].filter(Boolean);
  const looks = near.map(x => getComputedStyle(x));
  const box = e.getBoundingClientRect(), own = getComputedStyle(e);
  const mark = looks.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none');
  const seen = box.width > 0 && box.height > 0 && own.visibility !== 'hidden';
  return {html: e.outerHTML.slice(0, 160), ok: mark && seen, skip: e.matches('.ds-skip-link'),
          inside: box.bottom > 0 && box.right > 0 && box.top < innerHeight};
}"""


def listen(page: Page) -> list[str]:
    """What the page complains about from now on: console errors, broken requests, thrown errors."""
    said: list[str] = []
    page.on("console", lambda m: said.append(f"console: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(f"thrown: {e}"))
    page.on("requestfailed", lambda r: said.append(f"not fetched: {r.url} {r.failure}") if _matters(r) else None)
    return said


def _matters(request: Any) -> bool:
    # Going to the next page breaks off what the last one was still asking for.
    return "ERR_ABORTED" not in (request.failure or "")


def findings(page: Page) -> list[str]:
    """What axe-core finds at the present width, and what sticks out sideways."""
    wide = page.evaluate(_TOO_WIDE)
    return [*page.evaluate(_FINDINGS, _RULES), *(f"wider than the screen: {html}" for html in wide)]


def at_every_width(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """Findings at each width, each with its width in front."""
    all_found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 844})
        all_found += [f"{width} px: {found}" for found in findings(page)]
    return all_found


def headings(page: Page) -> list[str]:
    count = page.locator("h1:visible").count()
    title = page.title().strip()
    return [*([f"{count} h1"] if count != 1 else []), *([] if title else ["no title"])]


def keyboard(page: Page) -> list[str]:
    """The skip link comes first, shows and leads to the content; every stop after it has a visible mark."""
    said: list[str] = []
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    page.keyboard.press("Tab")
    first = page.evaluate(_FOCUS)
    if not first or not first["skip"]:
        # A form that was refused, or a question that asks at once, may take the focus when the page opens.
        page.locator(".ds-skip-link").focus()
        first = page.evaluate(_FOCUS)
    if not (first["ok"] and first["inside"]):
        said.append("the skip link does not show when it has the focus")
    stops = 0
    while stops < _MANY_STOPS:
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUS)
        if stop is None or stop["skip"]:
            break
        if not stop["ok"]:
            said.append(f"no visible focus: {stop['html']}")
        stops += 1
    page.locator(".ds-skip-link").focus()
    page.keyboard.press("Enter")
    if page.evaluate("document.activeElement?.id") != "innehall":
        said.append("the skip link does not move the focus to the content")
    return said
