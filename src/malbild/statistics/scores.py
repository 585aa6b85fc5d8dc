"""How good forecasts of yes or no were, afterwards. Lower is better for both scores.

Sources: Brier (Mon. Weather Rev. 78, 1950); Good (J. R. Stat. Soc. B 14, 1952).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_SUREST = 1e-6  # a forecast of exactly 0 or 1 that fails would cost endlessly


def brier_score(chances: Sequence[float], came_true: Sequence[bool]) -> float | None:
    """Mean squared distance between the chance given (0–1) and what happened (0 or 1). None without forecasts.

    Always saying one half gives 0.25. Raises ValueError for unlike lengths.
    """
    if not chances:
        return None
    return math.fsum((p - y) ** 2 for p, y in zip(chances, came_true, strict=True)) / len(chances)


def log_score(chances: Sequence[float], came_true: Sequence[bool]) -> float | None:
    """Mean of -ln(the chance given to what happened). None without forecasts.

    Always saying one half gives 0.693. A chance is held between 1e-6 and 1 - 1e-6. Raises ValueError as above.
    """
    if not chances:
        return None
    held = (min(1 - _SUREST, max(_SUREST, p)) for p in chances)
    return -math.fsum(math.log(p if y else 1 - p) for p, y in zip(held, came_true, strict=True)) / len(chances)
