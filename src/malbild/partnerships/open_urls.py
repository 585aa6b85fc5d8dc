from django.urls import path

from malbild.partnerships import views

app_name = "invitations"
urlpatterns = [
    path("inbjudan/", views.invitations, name="list"),
    path("inbjudan/<int:seat_id>/ja/", views.accept, name="accept"),
]
