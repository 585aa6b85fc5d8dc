"""News from the follow-up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FiguresTurned:
    """Open figures of these municipalities (codes) have been judged clearly other than before."""

    areas: tuple[str, ...]
