"""News from the plan."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureAsked:
    measure_id: int


@dataclass(frozen=True, slots=True)
class MeasureAnswered:
    measure_id: int
    answer: str


@dataclass(frozen=True, slots=True)
class HelpRequested:
    help_id: int
