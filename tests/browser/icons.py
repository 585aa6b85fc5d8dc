"""The app's icons, drawn from our own mark: python -m tests.browser.icons (after a change of static/app/ikon.svg)."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import arguments, chromium

FOLDER = Path(__file__).resolve().parents[2] / "src/malbild/static/app"
PAPER = "#fbf8f2"
# name, size, how much of the width the drawing has: a phone cuts a circle of 80 % out of a maskable one
ICONS = (("ikon-192", 192, 1.0), ("ikon-512", 512, 1.0), ("ikon-hel-512", 512, 0.86), ("ikon-180", 180, 0.92))


def main() -> int:
    mark = (FOLDER / "ikon.svg").read_text(encoding="utf-8")
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium(), args=arguments())
        for name, size, part in ICONS:
            page = browser.new_page(viewport={"width": size, "height": size})
            ground = PAPER if part < 1 else "transparent"
            style = f"margin:0;background:{ground};display:grid;place-content:center;height:100vh"
            width = round(size * part)
            sized = mark.replace("<svg ", f'<svg width="{width}" height="{width}" ', 1)
            page.set_content(f'<body style="{style}">{sized}</body>')
            page.screenshot(path=FOLDER / f"{name}.png", omit_background=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
