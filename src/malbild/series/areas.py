"""From an area's name in a file to its code. By exact names, never by likeness: Habo and Håbo are two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from malbild.accounts import registry

NATION: Final = "00"
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_ENDED = re.compile(r"\s*\(upphörde (\d{4})-\d\d-\d\d\)$")
BORN: Final = {"0330": 2003, "0140": 1999, "0331": 2007}
"""Knivsta and Nykvarn are younger than the statistics, and Heby changed county: nothing before is theirs."""


@dataclass(frozen=True, slots=True)
class Area:
    """`code` is the municipality's, or the cleaned name where there is none; `ended` is a district's last year."""

    code: str
    is_municipality: bool
    ended: int | None = None


def tidy(name: str) -> str:
    """Without double, hard or trailing spaces, and with one kind of hyphen."""
    return _SPACES.sub(" ", name).strip().replace("–", "-").replace("\u2011", "-")


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in registry.rows():
        name, code = tidy(row["name"]), row["code"]
        genitive = name if name.endswith(("s", "x", "z")) else f"{name}s"
        for form in (name, f"{name} kommun", f"{genitive} kommun", f"{name} stad", f"{genitive} stad"):
            found[form] = code
    gotland = found["Gotland"]
    found |= {"Region Gotland": gotland, "Riket": NATION, "Hela landet": NATION, "Hela riket": NATION}
    return found


@cache
def _codes() -> frozenset[str]:
    return frozenset(row["code"] for row in registry.rows()) | {NATION}


def by_code(text: str) -> str | None:
    """A municipality's code, also where a spreadsheet has eaten its first nought ("319"); Kolada has 0000 for all."""
    text = text.strip()
    if not text.isascii() or not text.isdigit():
        return None
    if text == "0000":
        return NATION
    code = text.zfill(4) if len(text) in (3, 4) else text
    return code if code in _codes() else None


def by_name(text: str) -> str | None:
    return _by_name().get(tidy(text))


def found(text: str) -> Area | None:
    """A municipality by code or name, or a district of a large city as Brå names it; None for anything else."""
    if code := by_code(text) or by_name(text):
        return Area(code, is_municipality=True)
    name = tidy(text)
    ended = _ENDED.search(name)
    rest = name[: ended.start()] if ended else name
    if "stadsdel" in rest.casefold():
        return Area(rest, is_municipality=False, ended=int(ended[1]) if ended else None)
    if rest.endswith((" län", " polisregion")) or rest.startswith("Polisregion "):
        return Area(rest, is_municipality=False)
    return None


@cache
def inhabitants() -> dict[str, int]:
    """By code, of the registry's year."""
    return {row["code"]: row["inhabitants"] for row in registry.rows()}


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in registry.rows()}


def name_of(code: str) -> str:
    """The municipality's name; what has no code is its own name."""
    return _names().get(code, code)


@cache
def _folded() -> dict[str, str]:
    return {name.casefold(): code for name, code in _by_name().items()}


def by_folded_name(text: str) -> str | None:
    """For sources that capitalise as they like; accents still count."""
    return _folded().get(tidy(text).casefold())
