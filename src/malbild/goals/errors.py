"""What can be put right in the plan."""

from malbild.kit.errors import Refusal


class NotOpen(Refusal):
    """The deed is not open from the state the row is in."""


class PlanIncomplete(Refusal):
    """Development work needs a goal and at least one delmål before it is active; the text says which is missing."""


class NoOwner(Refusal):
    """Nobody can be asked, or answer, before an owner is chosen."""


class TooLate(Refusal):
    """The time to undo has passed."""


class VacanciesRemain(Refusal):
    """A seat is not closed before what it holds is handed on, or the vacancies are said aloud."""
