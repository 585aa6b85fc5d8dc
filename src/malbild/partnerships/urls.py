from django.urls import path

from malbild.partnerships import views

app_name = "partnerships"
urlpatterns = [
    path("deltagare/", views.people, name="people"),
    path("deltagare/bjud-in/", views.invite, name="invite"),
    path("deltagare/bjud-in-metodstod/", views.invite_supporter, name="invite-supporter"),
    path("deltagare/<int:seat_id>/avsluta/", views.end_seat, name="end-seat"),
    path("deltagare/sista-dag/", views.last_day, name="last-day"),
    path("deltagare/typsituation/", views.situation, name="situation"),
]
