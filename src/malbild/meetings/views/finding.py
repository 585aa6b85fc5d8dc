"""The search over the minutes: an address that can be shared, read anew by whoever opens it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Reach, require
from malbild.kit import guard
from malbild.kit.folding import LONGEST
from malbild.meetings.queries.finding import KINDS, find
from malbild.meetings.views.found import here, number


@require_GET
def search(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.MEETING_VIEW, here(request, Reach.DECIDED))
    question = guard.clean(request.GET.get("q", ""))[:LONGEST].strip()
    kind = request.GET.get("typ", "")
    kind = kind if kind in KINDS else ""
    year, page = number(request.GET.get("ar")), number(request.GET.get("sida"))
    found = find(request.actor, question, kind=kind, year=year, page=page or 1)
    asked = {"q": question, "typ": kind, "ar": found.year or ""}
    context = {
        "question": question,
        "kind": kind,
        "kinds": KINDS.items(),
        "found": found,
        "before": f"?{urlencode(asked | {'sida': found.page - 1})}" if found.page > 1 else "",
        "after": f"?{urlencode(asked | {'sida': found.page + 1})}" if found.page < found.pages else "",
    }
    return render(request, "meetings/search.html", context)
