"""One's own account: where one is signed in, and why one cannot sign up."""

from __future__ import annotations

from allauth.usersessions.views import list_usersessions
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

sessions = list_usersessions


@require_GET
def by_invitation(request: HttpRequest) -> HttpResponse:
    return render(request, "account/by_invitation.html")
