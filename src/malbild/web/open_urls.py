from django.urls import path

from malbild.web import views

app_name = "open"
urlpatterns = [
    path("", views.start, name="start"),
    path("sprak/", views.language, name="language"),
    path("hjalp/", views.help_page, name="help"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("om-uppgifterna/", views.about_data, name="about-data"),
]
