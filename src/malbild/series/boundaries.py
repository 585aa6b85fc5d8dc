"""The municipalities as a picture: a path each on one sheet (data/SOURCES.md). Not for measuring."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Final

SHEET: Final = (388, 900)  # width and height


@cache
def boundaries() -> dict[str, str]:
    """An SVG path by code."""
    text = files("malbild.series").joinpath("data/boundaries.csv").read_text(encoding="utf-8")
    return {row["code"]: row["path"] for row in csv.DictReader(text.splitlines())}
