"""What is written about the house is true: settings, words, links, benches, dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bench.run import names

ROOT = Path(__file__).parents[2]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SETTINGS = (ROOT / "src/malbild/config/settings.py").read_text(encoding="utf-8")
CODE = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/malbild").rglob("*.py") if "tests" not in p.parts)


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_is_described_and_nothing_else() -> None:
    used = set(re.findall(r"""env\.\w+\(\s*["'](MALBILD_\w+)["']""", SETTINGS))
    described = set(re.findall(r"^\| `(MALBILD_\w+)`", _read("docs/settings.md"), re.MULTILINE))
    assert used == described
    assert set(re.findall(r"MALBILD_\w+", _read(".env.example"))) <= used


def test_the_glossary_names_what_is_in_the_code() -> None:
    names = re.findall(r"^\| [^|]+ \| `(\w+)` \|", _read("docs/glossary.md"), re.MULTILINE)
    assert len(names) > 40
    assert len(names) == len(set(names))
    assert [n for n in names if not re.search(rf"^\s*(class {n}\b|{n}\s*[:=])", CODE, re.MULTILINE)] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))]
    assert [link for link in links if link and "://" not in link and not (page.parent / link).exists()] == []


def test_every_measurement_has_its_figure() -> None:
    assert [b for b in names() if f"bench {b}" not in _read("docs/performance.md")] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(_read("pyproject.toml"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[\[<>=~ ]", line)[0] for line in asked}
    page = _read("docs/dependencies.md")
    assert [n for n in sorted(names) if not re.search(rf"(?<![\w-]){re.escape(n)}(?![\w-])", page)] == []
