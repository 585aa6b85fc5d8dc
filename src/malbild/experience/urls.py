from django.urls import URLPattern

app_name = "experience"
urlpatterns: list[URLPattern] = []
