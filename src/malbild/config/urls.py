"""Every address. Those under /s/<slug>/ belong to one partnership and pass its wall."""

from django.urls import include, path

inside = [
    path("", include("malbild.web.urls")),
    path("", include("malbild.partnerships.terms.urls")),
    path("", include("malbild.partnerships.urls")),
    path("", include("malbild.situation.urls")),
    path("", include("malbild.goals.plan_import.urls")),
    path("", include("malbild.goals.urls")),
    path("", include("malbild.series.urls")),
    path("", include("malbild.followup.urls")),
    path("", include("malbild.meetings.urls")),
    path("", include("malbild.workshops.urls")),
    path("", include("malbild.momentum.urls")),
    path("", include("malbild.experience.urls")),
    path("", include("malbild.documents.urls")),
]

urlpatterns = [
    path("", include("malbild.web.open_urls")),
    path("", include("malbild.accounts.open_urls")),
    path("", include("malbild.partnerships.open_urls")),
    path("", include("malbild.outbox.open_urls")),
    path("", include("malbild.workshops.open_urls")),
    path("", include("malbild.momentum.open_urls")),
    path("", include("malbild.experience.open_urls")),
    path("", include("malbild.documents.open_urls")),
    path("s/<slug:slug>/", include(inside)),
]

handler400 = "malbild.web.errors.bad_request"
handler404 = "malbild.web.errors.not_found"
handler500 = "malbild.web.errors.server_error"
