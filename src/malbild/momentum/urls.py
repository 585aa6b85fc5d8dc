from django.urls import URLPattern

app_name = "momentum"
urlpatterns: list[URLPattern] = []
