"""What can be put right in a workshop."""

from malbild.kit.errors import Refusal


class NotNow(Refusal):
    """The beat is not open for this; the text says what is open."""


class SomebodyWasFirst(Refusal):
    """Another organiser moved on meanwhile."""


class WrongCode(Refusal):
    """No open workshop has that code, or too many wrong ones have come."""


class BadCard(Refusal):
    """A card that cannot be taken as it is; what was written is kept on the page."""


class OverBudget(Refusal):
    """More dots than there are, or more than two on one group."""


class WhyMissing(Refusal):
    """A decision that goes against the dots carries one line of why."""


class NothingToUndo(Refusal):
    """The last deed cannot be undone; the text says why."""
