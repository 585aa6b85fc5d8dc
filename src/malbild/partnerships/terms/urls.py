from django.urls import path

from malbild.partnerships.terms import views

app_name = "terms"
urlpatterns = [
    path("uppdragsbeskrivning/", views.current, name="current"),
    path("uppdragsbeskrivning/skriv/", views.write, name="write"),
    path("uppdragsbeskrivning/<int:terms_id>/", views.version, name="version"),
    path("uppdragsbeskrivning/<int:terms_id>/andringar/", views.difference, name="difference"),
    path("uppdragsbeskrivning/<int:terms_id>/text/", views.edit, name="edit"),
    path("uppdragsbeskrivning/<int:terms_id>/oversyn/", views.review, name="review"),
    path("uppdragsbeskrivning/<int:terms_id>/galler-redan/", views.existing, name="existing"),
    path("uppdragsbeskrivning/<int:terms_id>/kommentar/", views.comment, name="comment"),
    path("uppdragsbeskrivning/kommentar/<int:comment_id>/klar/", views.settle, name="settle"),
    path("uppdragsbeskrivning/<int:terms_id>/godkann/", views.approve, name="approve"),
    path("uppdragsbeskrivning/<int:terms_id>/inte-an/", views.not_yet, name="not-yet"),
    path("uppdragsbeskrivning/<int:terms_id>/galla/", views.put_in_force, name="put-in-force"),
    path("uppdragsbeskrivning/<int:terms_id>/avbryt/", views.withdraw, name="withdraw"),
]
