"""Templates keep to the house: Designsystemet's classes in one folder, nothing inline that the CSP would stop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "src" / "malbild"
TEMPLATES = sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("*/templates/**/*.html"))
DESIGN = re.compile(r"\bds-[a-z]")
INLINE = re.compile(
    r"<style\b|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.I
)


def _of_a_letter(name: str, text: str) -> bool:
    # Mail programs drop style sheets: letters carry their style inline, and no CSP reaches them.
    return name.startswith("ui/templates/ui/mail") or "ui/mail.html" in text or "/mail/" in name


def test_there_are_templates() -> None:
    assert "ui/templates/ui/base.html" in TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_keeps_to_the_house(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    if not name.startswith("ui/templates/ui/"):
        assert DESIGN.findall(text) == [], "use the components of ui, or mb- classes"
    if not _of_a_letter(name, text):
        assert INLINE.findall(text) == []


@pytest.mark.parametrize("wrong", ["<style>", "<script>x()</script>", '<p style="x">', '<a onclick="x()">'])
def test_what_is_inline_is_seen(wrong: str) -> None:
    assert INLINE.search(wrong)
