"""The README's pictures, taken of a running demo: python -m tests.browser.pictures http://127.0.0.1:8000"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import arguments, chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs/pictures"
WHO = "maria@alvkarleby.exempel"
HERE = "/s/alvkarleby"
# name, address, width, height: what a visitor sees first, not the whole length of the page
PICTURES = (
    ("start", f"{HERE}/", 1280, 900),
    ("malbild", f"{HERE}/malbild/", 1280, 900),
    ("uppdrag", f"{HERE}/uppdrag/", 1280, 900),
    ("telefon", f"{HERE}/", 390, 844),
)


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium(), args=arguments())
        page = signed_in(browser, sys.argv[1])
        for name, path, width, height in PICTURES:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(path)
            page.screenshot(path=FOLDER / f"{name}.png")
            print(name)
        browser.close()
    return 0


def signed_in(browser: Browser, address: str) -> Page:
    """Maria's page: the code is read in the demo's own mailbox."""
    context = browser.new_context(locale="sv-SE", base_url=address)
    page, mailbox = context.new_page(), context.new_page()
    page.goto("/logga-in/")
    page.fill("input[type=email]", WHO)
    page.click("main button[type=submit]")
    mailbox.goto("/demo/mejl/")
    mailbox.click("main a >> nth=0")
    code = re.search(r"\b\d{6}\b", mailbox.inner_text("main"))
    if code is None:
        raise RuntimeError("no code in the newest letter")
    page.fill("input[name=code]", code.group())
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/s/**")
    mailbox.close()
    return page


if __name__ == "__main__":
    sys.exit(main())
