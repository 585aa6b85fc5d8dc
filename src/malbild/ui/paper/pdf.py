"""Tagged PDF by Typst: data goes in as JSON only, so that nothing a person wrote can be read as markup."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import typst

from malbild.kit import guard
from malbild.ui.paper.tree import Paper

_PAPER: Final = Path(__file__).parent / "paper.typ"

_UNSHOWN: Final = re.compile(r"the text `(\"(?:[^\"\\]|\\.)*\")` could not be displayed")
_STAND_IN: Final = "□"  # for a sign that none of our fonts can draw, such as an emoji
_TRIES: Final = 60
_log = logging.getLogger("malbild.ui")


def paper_pdf(paper: Paper, *, at: dt.datetime) -> bytes:
    """The paper as PDF/UA-1, laid out by paper.typ."""
    return make_pdf(_PAPER, asdict(paper), at=at)


def make_pdf(template: Path, data: dict[str, Any], *, at: dt.datetime) -> bytes:
    """The document as PDF/UA-1; `at` is the time it says it was made, so that the same data gives the same file.

    A sign that no font can draw is shown as an empty square, since an accessible PDF may not hold it.
    """
    text = json.dumps(_clean(data), ensure_ascii=False)
    source = template.read_bytes()
    for _ in range(_TRIES):
        try:
            return _compile(source, text, at)
        except typst.TypstError as error:
            match = _UNSHOWN.search(str(error))
            if match is None:
                raise
            text = _without(text, match[1])
    _log.warning("%s holds more unknown signs than we replace one by one", template.stem)
    return _compile(source, _plain(text), at)


def _compile(source: bytes, text: str, at: dt.datetime) -> bytes:
    made: bytes = typst.compile(
        source,
        sys_inputs={"data": text},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
    return made


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_clean(v) for v in value]
    return guard.clean(value) if isinstance(value, str) else value


def _without(text: str, quoted: str) -> str:
    """The JSON without the unshown signs; Typst names them as it writes strings, with \\u{…} for what is invisible."""
    named = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), quoted[1:-1])
    for sign in set(named):
        if ord(sign) > 0x17F:
            text = text.replace(sign, _STAND_IN)
    return text if named and any(ord(s) > 0x17F for s in named) else _plain(text)


def _plain(text: str) -> str:
    """Only what the fonts surely hold: Latin letters, the signs we use ourselves, and squares for the rest."""
    return "".join(c if ord(c) <= 0x17F or c in "–—’”…" else _STAND_IN for c in text)
