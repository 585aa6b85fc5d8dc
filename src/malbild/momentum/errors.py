"""What can be put right between meetings."""

from malbild.kit.errors import Refusal


class NothingChosen(Refusal):
    """No answer, or none of those offered."""


class AskedTooOften(Refusal):
    """A new link, or a test letter, a moment after the last."""
