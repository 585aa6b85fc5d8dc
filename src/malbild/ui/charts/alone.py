"""A chart as a picture of its own, for a report: SVG with its looks inside, and PNG by Typst."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_LOOKS: Final = """
.ch-g{stroke:#d8cfbf;stroke-width:1;fill:none}.ch-0{stroke:#1b2830;stroke-width:1.5}
.ch-a{font-size:16px;fill:#4c575d}.ch-an{fill:#1b2830;font-weight:650}
.ch-band{fill:#d5d3cd}.ch-b{fill:#4f7390}.ch-now{fill:#0f3250}
.ch-in{font-size:16px;fill:#fff;font-weight:600}
.ch-hollow{fill:#fff;stroke:#4f7390;stroke-width:2}.ch-mark{fill:#1b2830}
.ch-own{stroke:#0f3250;stroke-width:4;stroke-linejoin:round;fill:none}
.ch-one{fill:#7c7468}.ch-ring{fill:none;stroke:#1b2830;stroke-width:2.5}
.ch-break{stroke:#4c575d;stroke-width:1.5;stroke-dasharray:2 5;fill:none}
.ch-avg{stroke:#1b2830;stroke-width:2.5;stroke-dasharray:8 5;fill:none}.ch-halo{stroke:#fff;stroke-width:6;fill:none}
.ch-t{font-size:16px;fill:#1b2830}.head{font-size:24px;font-weight:700;fill:#1b2830}.foot{font-size:15px;fill:#4c575d}
text{font-family:Figtree,"Segoe UI",Roboto,Arial,"Libertinus Serif",sans-serif}
"""
"""The page's looks (ui/css/pages/measure.css) with their colours put in, on white; a test holds the two together."""
_DRAWING: Final = re.compile(r'<svg class="ch ch-l" viewBox="0 0 (\d+) (\d+)"[^>]*>(.*?)</svg>', re.DOTALL)
_SIDE: Final = 24
_LINE: Final = 22
_SIGNS: Final = 110  # of the foot on a line
_TYPST: Final = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 1072pt, alt: "")
"""


def picture(chart: str, *, heading: str, foot: str) -> str:
    """The wide drawing of a chart as a file of its own, with what it shows above and whence it comes beneath.

    Raises ValueError for what is no chart of ours.
    """
    found = _DRAWING.search(chart)
    if found is None:
        raise ValueError("no wide drawing")
    width, height, inner = int(found[1]) + 2 * _SIDE, int(found[2]), found[3]
    above = _lines(heading, 80)
    beneath = _lines(foot, _SIGNS)
    top = _SIDE + 32 * len(above)
    bottom = top + height + _LINE
    whole = bottom + _LINE * len(beneath)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {whole}" width="{width}" height="{whole}" ',
        f'role="img"><style>{_LOOKS}</style><rect width="{width}" height="{whole}" fill="#fff"/>',
        *_said("head", above, _SIDE + 22, 32),
        *_said("foot", beneath, bottom, _LINE),
        f'<g transform="translate({_SIDE} {top})">{inner}</g></svg>',
    ]
    return "".join(parts)


def _said(css: str, lines: list[str], first: int, step: int) -> list[str]:
    rows = enumerate(lines)
    return [f'<text class="{css}" x="{_SIDE}" y="{first + step * n}">{escape(line)}</text>' for n, line in rows]


def png(svg: str) -> bytes:
    """The picture in twice its size, for a document or a slide."""
    import typst  # noqa: PLC0415 - slow, and most pages never draw one

    made: bytes = typst.compile(_TYPST, sys_inputs={"svg": svg}, ignore_system_fonts=True, format="png", ppi=144)
    return made


def _lines(text: str, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [line for line in lines if line]
