"""What can be put right about questions, support and experiences."""

from malbild.kit.errors import Refusal


class NotShared(Refusal):
    """A draft of one party cannot be shown to the sounding board."""


class NotOpen(Refusal):
    """The deed is not open from the state the row is in."""


class NotDeidentified(Refusal):
    """Something that may point at a person or a place has not been dealt with."""


class NotApproved(Refusal):
    """A party has not said yes to this version."""


class BadCardFile(Refusal):
    """A file that is not an experience card we can read. Nothing was changed."""
