from django.urls import path

from malbild.goals.plan_import import views

app_name = "plan-import"
urlpatterns = [
    path("uppdrag/hamta/", views.start, name="start"),
    path("uppdrag/hamta/koppla/", views.link, name="link"),
    path("uppdrag/hamta/koppla/uppdrag/<int:assignment_id>/", views.link_assignment, name="link-assignment"),
    path("uppdrag/hamta/koppla/atgard/<int:measure_id>/", views.link_measure, name="link-measure"),
    path("uppdrag/hamta/<int:import_id>/", views.preview, name="preview"),
    path("uppdrag/hamta/<int:import_id>/kolumner/", views.columns, name="columns"),
    path("uppdrag/hamta/<int:import_id>/rader/", views.rows, name="rows"),
    path("uppdrag/hamta/<int:import_id>/rad/<int:number>/", views.row, name="row"),
    path("uppdrag/hamta/<int:import_id>/angra/", views.undo, name="undo"),
    path("uppdrag/hamta/<int:import_id>/kasta/", views.discard, name="discard"),
]
