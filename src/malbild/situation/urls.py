from django.urls import path

from malbild.situation import views

app_name = "situation"
urlpatterns = [
    path("lagesbild/", views.picture, name="picture"),
    path("lagesbild/texter/", views.write, name="write"),
    path("lagesbild/<int:picture_id>/gallande/", views.mark_valid, name="mark-valid"),
    path("lagesbild/problem/nytt/", views.add_problem, name="add-problem"),
    path("lagesbild/problem/<int:problem_id>/", views.problem, name="problem"),
    path("lagesbild/problem/<int:problem_id>/andra/", views.edit_problem, name="edit-problem"),
    path("lagesbild/problem/<int:problem_id>/orsak/", views.add_cause, name="add-cause"),
    path("lagesbild/problem/<int:problem_id>/uppgift/", views.add_evidence, name="add-evidence"),
    path("lagesbild/problem/<int:problem_id>/dela/", views.share, name="share"),
]
