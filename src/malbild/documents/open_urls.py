from django.urls import path

from malbild.documents import calendar_views

app_name = "openfeeds"
urlpatterns = [
    path("kalender/<str:token>.ics", calendar_views.feed, name="calendar"),
    path("kalender/<str:token>/atgarder.ics", calendar_views.due_days, name="due-days"),
]
