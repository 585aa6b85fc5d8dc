"""The one error a user can put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Refusal(Exception):
    """We understood, and the answer is no for now. `message` is Swedish and is shown as it stands."""

    def __init__(self, message: str | StrPromise) -> None:
        self.message = message
        super().__init__(str(message))
