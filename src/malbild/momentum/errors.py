"""What can be put right between meetings."""

from malbild.kit.errors import Refusal


class NothingChosen(Refusal):
    """No answer, or none of those offered."""


class Superseded(Refusal):
    """Something was said of the åtgärd after the list was read; the answer can be given all the same, or dropped."""

    code = "changed"


class Over(Superseded):
    """The åtgärd has ended since; there is nothing left to answer."""

    code = "over"


class AskedTooOften(Refusal):
    """A new link, or a test letter, a moment after the last."""
