"""Who is asking, in which language, and which door is open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from malbild.access.actor import NOBODY
from malbild.access.errors import Forbidden, Hidden
from malbild.access.http import ActorRequest, wants_json
from malbild.access.scope import scope_for
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.partnerships.seats import actor_for, seated_in
from malbild.web import errors

type Next = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "malbild_language"
_log = logging.getLogger("malbild.web")


class LanguageMiddleware:
    """Swedish is the start for everyone, whatever the browser says; the user's own choice switches."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE)
        with translation.override(chosen if chosen in ("sv", "en") else "sv"):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "sv")
        return response


class WallMiddleware:
    """Builds the actor, and opens the one partnership that the address names.

    An address with a `slug` belongs to a partnership: someone not signed in is sent to sign in (whether or
    not the partnership exists), someone without a seat there gets 404. All other pages run with every wall
    closed; guest and mail-token pages open their own narrow door.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: ActorRequest,
        view: Callable[..., HttpResponse],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        today, user_id = clock.today(), request.user.pk if request.user.is_authenticated else None
        if "slug" not in kwargs:
            request.actor = actor_for(user_id, on=today)
            return None
        request.actor = NOBODY
        if user_id is None:
            return errors.signed_out() if wants_json(request) else redirect_to_login(request.get_full_path())
        partnership, request.actor = seated_in(kwargs.pop("slug"), user_id, on=today)
        if partnership is None:
            raise Http404
        request.partnership = partnership
        with scope_for(request.actor, partnership.pk):
            try:
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response = response.render()
            except (Hidden, Forbidden, ObjectDoesNotExist, Refusal) as error:
                # Answered inside the door, since the error page shows the partnership's frame.
                return errors.answer(request, error)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Hidden | Forbidden | ObjectDoesNotExist | Refusal):
            return errors.answer(request, exception)
        return None
