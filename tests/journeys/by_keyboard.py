"""How the people of the journeys use their pages: by keyboard only."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def press(page: Page, name: str | re.Pattern[str], *, within: str = "main", n: int = 0) -> None:
    """Press a button or follow a link by keyboard."""
    scope = page.locator(within) if within else page.locator("body")
    found = scope.get_by_role("button", name=name).or_(scope.get_by_role("link", name=name))
    found.nth(n).press("Enter")
    page.wait_for_load_state()


def choose(page: Page, name: str, value: str) -> None:
    """Choose a radio button by keyboard."""
    page.locator(f"input[name='{name}'][value='{value}']").press("Space")


def next_beat(page: Page, to: str) -> None:
    """The leader moves on, and sees the next beat."""
    page.locator(".ws-next button").first.press("Enter")
    expect(page.locator("h1")).to_contain_text(to)


def join(page: Page, code: str, kind: str) -> None:
    """A guest with six digits and no account."""
    page.goto("/med/")
    page.get_by_label("Kod").fill(f"{code[:3]} {code[3:]}")
    choose(page, "kind", kind)
    press(page, "Gå med")
    expect(page).to_have_url(re.compile("/med/rum/"))


def decide(anna: Page, group: str, decision: str, lesson: str = "") -> None:
    press(anna, re.compile(rf"^Bestäm {re.escape(group)}"))
    choose(anna, "decision", decision)
    if lesson:
        anna.get_by_label(re.compile("^Vad kan vi lära")).fill(lesson)
    save(anna)


def save(page: Page) -> None:
    """Press the form's one solid button."""
    page.locator("form.mb-form button[type=submit]").last.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("[data-wrong], form.mb-form [role=alert]")).to_have_count(0)


def fill(page: Page, **values: str) -> None:
    for name, text in values.items():
        field = page.locator(f"[name='{name}']")
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=text) if not text.isdigit() else field.select_option(text)
        else:
            field.fill(text)
