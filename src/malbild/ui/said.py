"""What the next page says about a deed, with a way back where there is one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def say(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Say it once in the next page's status region; `undo` is the address that takes the deed back by POST."""
    messages.success(request, text, extra_tags=undo)
