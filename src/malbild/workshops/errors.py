"""What can be put right in a workshop. `code` tells a phone what to do with what was refused."""

from malbild.kit.errors import Refusal


class NotNow(Refusal):
    """The beat is not open for this; the text says what is open."""

    code = "closed"


class NotYet(NotNow):
    """Not open now, but it will be again as it stands: a phone keeps it and sends it later."""

    code = "busy"


class SomebodyWasFirst(Refusal):
    """Another organiser moved on meanwhile."""


class WrongCode(Refusal):
    """No open workshop has that code, or too many wrong ones have come."""


class BadCard(Refusal):
    """A card that cannot be taken as it is; what was written is kept on the page."""


class TooMany(Refusal):
    """More cards or places than a room of people makes."""


class OverBudget(Refusal):
    """More dots than there are, or more than two on one group."""

    code = "budget"


class WhyMissing(Refusal):
    """A decision that goes against the dots carries one line of why."""


class NothingToUndo(Refusal):
    """The last deed cannot be undone; the text says why."""
