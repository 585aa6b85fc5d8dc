"""What the walls say when they stop someone."""

from __future__ import annotations


class WallNotOpened(RuntimeError):
    """A walled table was read or changed with no scope open: a bug in our code, never the user's fault."""


class WallBroken(RuntimeError):
    """A row was about to point at another partnership's row: a bug in our code."""


class Hidden(Exception):
    """The record is outside the actor's walls. Shown as 404: we do not tell that it exists."""


class Forbidden(Exception):
    """The actor may see the record but not do this. Shown as 403, with who can."""

    def __init__(self, action: str = "") -> None:
        self.action = action
        super().__init__(action)
