from django.urls import path

from malbild.momentum.stalled import views

urlpatterns = [
    path("", views.stalled, name="stalled"),
    path("regel/", views.set_rule, name="stalled-rule"),
    path("atgard/<int:measure_id>/hinder/", views.block, name="block"),
    path("atgard/<int:measure_id>/styrgrupp/", views.send_measure, name="send-measure"),
    path("uppdrag/<int:assignment_id>/hinder/", views.block_work, name="block-work"),
    path("uppdrag/<int:assignment_id>/styrgrupp/", views.send_work, name="send-work"),
]
