from django.urls import path

from malbild.documents import calendar_views, views

app_name = "documents"
_workshop = "workshop/<int:workshop_id>/"
urlpatterns = [
    path("moten/<int:meeting_id>/anteckningar.pdf", views.minutes_pdf, name="minutes-pdf"),
    path("moten/<int:meeting_id>/anteckningar.docx", views.minutes_docx, name="minutes-docx"),
    path("moten/<int:meeting_id>/skicka/", views.send_minutes, name="send-minutes"),
    path("kalender/", calendar_views.calendar, name="calendar"),
    path("kalender/adress/", calendar_views.set_feed, name="set-feed"),
    path("uppdrag/atgard/<int:measure_id>/forsta-steget.ics", calendar_views.first_step, name="first-step"),
    path(_workshop + "anteckningar/", views.workshop_page, name="workshop-minutes"),
    path(_workshop + "anteckningar.pdf", views.workshop_pdf, name="workshop-pdf"),
    path(_workshop + "anteckningar.docx", views.workshop_docx, name="workshop-docx"),
    path(_workshop + "anteckningar/skicka/", views.send_workshop, name="send-workshop"),
    path(_workshop + "export.json", views.workshop_json, name="workshop-json"),
    path(_workshop + "export.xlsx", views.workshop_xlsx, name="workshop-xlsx"),
]
