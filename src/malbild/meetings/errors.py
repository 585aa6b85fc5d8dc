"""What can be put right about a meeting."""

from malbild.kit.errors import Refusal


class NotNow(Refusal):
    """The deed is not open from the state the meeting is in."""


class TooLate(Refusal):
    """The seven days after the closing have passed."""
