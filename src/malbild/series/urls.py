from django.urls import path

from malbild.series import views

app_name = "series"
urlpatterns = [
    path("siffror/las-in/", views.bring_in, name="bring-in"),
    path("siffror/las-in/pagar/", views.going_on, name="uploads-part"),
    path("siffror/las-in/<int:upload_id>/avbryt/", views.cancel, name="cancel"),
    path("siffror/las-in/<int:upload_id>/med-markeringar.txt", views.marked, name="marked-file"),
    path("siffror/inlast/<int:delivery_id>/ta-tillbaka/", views.take_back, name="take-back"),
]
