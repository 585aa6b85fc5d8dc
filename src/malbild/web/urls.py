from django.urls import path

from malbild.web import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("styrning-struktur-samsyn/", views.together, name="together"),
]
