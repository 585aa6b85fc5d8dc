"""Request types that views annotate with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from malbild.access.actor import Actor

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


def wants_json(request: HttpRequest) -> bool:
    """True for a program that asks for data; a browser that asks for a page puts HTML first."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


class ActorRequest(HttpRequest):
    """A request that has passed the wall: who asks, and on a partnership's page which one."""

    actor: Actor
    partnership: Any  # partnerships.Partnership; a lower floor does not know the class
    htmx: HtmxDetails
