from django.urls import path

from malbild.experience.views import library

app_name = "national"
urlpatterns = [
    path("metodstod/", library.supporter, name="support"),
    path("erfarenheter/", library.national_library, name="library"),
    path("erfarenheter/<uuid:key>/", library.national_card, name="card"),
    path("erfarenheter/<uuid:key>/fil/", library.national_file, name="card-file"),
]
