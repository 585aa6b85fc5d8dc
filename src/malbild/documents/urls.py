from django.urls import path

from malbild.documents import views

app_name = "documents"
urlpatterns = [
    path("moten/<int:meeting_id>/anteckningar.pdf", views.minutes_pdf, name="minutes-pdf"),
    path("moten/<int:meeting_id>/skicka/", views.send_minutes, name="send-minutes"),
]
