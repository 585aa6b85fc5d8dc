from django.urls import include, path

from malbild.momentum import app_views, views
from malbild.momentum.pulse import views as pulse

app_name = "momentum"
urlpatterns = [
    path("vantar/", views.waiting, name="waiting"),
    path("vantar/app.webmanifest", app_views.manifest, name="app-json"),
    path("vantar/svar/", views.answer, name="answer"),
    path("vantar/angra/<int:answer_id>/", views.take_back, name="undo"),
    path("vantar/angra-ja/<int:measure_id>/", views.take_back_yes, name="undo-yes"),
    path("vantar/vardag/<int:line_work_id>/", pulse.answer, name="pulse"),
    path("mejl/", views.mail, name="mail"),
    path("mejl/nu/", views.own_mail_now, name="mail-now"),
    path("driv/", views.drive, name="drive"),
    path("driv/hjalp/<int:help_id>/", views.solve, name="solve"),
    path("driv/mejlsvar/<int:reply_id>/", views.settled, name="settled"),
    path("driv/ringt/<int:user_id>/", views.called, name="called"),
    path("star-still/", include("malbild.momentum.stalled.urls")),
    path("mejlen/", views.mail_health, name="mail-health"),
    path("mejlen/prov/", views.test_letter, name="test-letter"),
    path("mejlen/adress/<int:user_id>/", views.write_again, name="write-again"),
    path("mejlen/igen/<int:letter_id>/", views.again, name="again"),
]
