from django.urls import path

from malbild.momentum import app_views, link_views
from malbild.momentum.pulse import views as pulse

app_name = "answers"
urlpatterns = [
    path("vantar/arbetare.js", app_views.script, name="worker"),
    path("svar/<str:token>/", link_views.link, name="link"),
    path("svar/<str:token>/inte-jag/", link_views.not_me, name="not-me"),
    path("svar/<str:token>/mejl/", link_views.mail, name="mail"),
    path("svar/<str:token>/avsluta/", link_views.unsubscribe, name="unsubscribe"),
    path("svar/<str:token>/ny-lank/", link_views.renew, name="renew"),
    path("svar/<str:token>/angra/<int:answer_id>/", link_views.take_back, name="undo"),
    path("svar/<str:token>/angra-ja/<int:measure_id>/", link_views.take_back_yes, name="undo-yes"),
    path("svar/<str:token>/vardag/<int:line_work_id>/<str:word>/", pulse.by_mail, name="pulse"),
    path("svar/<str:token>/<str:answer>/<int:measure_id>/", link_views.choose, name="choose"),
]
