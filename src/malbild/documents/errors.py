"""What documents refuse."""

from malbild.kit.errors import Refusal


class NotEndedYet(Refusal):
    """What goes on still has no minutes to send."""
