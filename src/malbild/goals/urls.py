from django.urls import path

from malbild.goals import views

app_name = "goals"
urlpatterns = [
    path("uppdrag/", views.plan, name="plan"),
    path("uppdrag/malbild/", views.write_vision, name="write-vision"),
    path("uppdrag/mal/nytt/", views.add_goal, name="add-goal"),
    path("uppdrag/mal/<int:goal_id>/uppdrag/", views.add_assignment, name="add-assignment"),
    path("uppdrag/<int:assignment_id>/delmal/", views.add_sub_goal, name="add-sub-goal"),
    path("uppdrag/<int:assignment_id>/atgard/", views.add_measure, name="add-measure"),
    path("uppdrag/<int:assignment_id>/starta/", views.activate, name="activate"),
    path("uppdrag/atgard/<int:measure_id>/fraga/", views.ask, name="ask"),
    path("uppdrag/atgard/<int:measure_id>/ja/", views.accept, name="accept"),
    path("uppdrag/atgard/<int:measure_id>/svar/", views.answer, name="answer"),
]
