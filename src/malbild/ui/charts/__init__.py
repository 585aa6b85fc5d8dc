"""Charts as SVG strings of our own: the same on screen, in a saved page and in a PDF; no script, no style attribute.

Columns stand on zero; one's own series is drawn thick; a band is the others; the words beside carry the meaning. Two
drawings of each, for a wide and for a narrow page: the style sheet shows one (`ch-l`, `ch-s`).
"""

from malbild.ui.charts.bars import Bars, bars
from malbild.ui.charts.control import Control, control
from malbild.ui.charts.frame import nice_top
from malbild.ui.charts.funnel import Dot, Funnel, funnel
from malbild.ui.charts.maps import area_map
from malbild.ui.charts.months import Months, months
from malbild.ui.charts.small import small_bars

__all__ = [
    "Bars",
    "Control",
    "Dot",
    "Funnel",
    "Months",
    "area_map",
    "bars",
    "control",
    "funnel",
    "months",
    "nice_top",
    "small_bars",
]
