from django.urls import path

from malbild.workshops.views import guests, worker

app_name = "guests"
urlpatterns = [
    path("med/", guests.join, name="join"),
    path("med/rum/", guests.room, name="room"),
    path("med/rum/del/", guests.room_part, name="room-part"),
    path("med/rum/mitt/", guests.own, name="own"),
    path("med/rum/kort/", guests.card, name="card"),
    path("med/rum/rost/", guests.vote, name="vote"),
    path("med/rum/klar/", guests.done, name="done"),
    path("med/rum/lamna/", guests.leave, name="leave"),
    path("med/arbetare.js", worker.script, name="worker"),
]
