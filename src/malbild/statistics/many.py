"""Many p values at once: how many of those below a line may be chance.

Sources: Benjamini and Hochberg (J. R. Stat. Soc. B 57, 1995), Benjamini and Yekutieli (Ann. Stat. 29, 2001), Holm
(Scand. J. Stat. 6, 1979).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from malbild.statistics.reasons import Numbers


def fdr(p: ArrayLike, method: Literal["bh", "by", "holm", "bonferroni"] = "bh") -> Numbers:
    """Adjusted p values in their order; NaN stay NaN and do not count. Raises ValueError outside 0–1."""
    given = np.asarray(p, dtype=np.float64)
    known = ~np.isnan(given)
    values = given[known]
    if ((values < 0) | (values > 1)).any():
        raise ValueError("p is between 0 and 1")
    found = np.full(given.shape, np.nan)
    found[known] = _adjusted(values, method)
    return found


def _adjusted(p: Numbers, method: str) -> Numbers:
    n = p.size
    if not n:
        return p
    order = np.argsort(p, kind="stable")
    rank, rising = np.arange(1, n + 1), p[order]
    if method == "bonferroni":
        return np.minimum(1.0, p * n)
    if method == "holm":
        made = np.maximum.accumulate(rising * (n - rank + 1))
    elif method in ("bh", "by"):
        more = float((1 / rank).sum()) if method == "by" else 1.0
        made = np.minimum.accumulate((rising * n * more / rank)[::-1])[::-1]
    else:
        raise ValueError(f"unknown method {method}")
    found = np.empty(n)
    found[order] = np.minimum(1.0, made)
    return found
