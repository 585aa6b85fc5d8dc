from django.urls import path

from malbild.outbox import inbound_views, views

app_name = "mailbox"
urlpatterns = [
    path("inkommande/mejl/", inbound_views.message, name="inbound"),
    path("demo/mejl/", views.letters, name="letters"),
    path("demo/mejl/<int:letter_id>/", views.letter, name="letter"),
    path("demo/mejl/<int:letter_id>/html/", views.letter_html, name="letter-html"),
    path("demo/mejl/<int:letter_id>/bilaga/<int:number>/", views.attachment, name="attachment"),
]
