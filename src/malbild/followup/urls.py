from django.urls import path

from malbild.followup import hinder_views, views
from malbild.followup.figures import views as figures
from malbild.followup.own import views as own
from malbild.followup.targets import views as targets

app_name = "followup"
urlpatterns = [
    path("malbild/", views.vision, name="vision"),
    path("siffror/", figures.figures, name="figures"),
    path("siffror/<int:indicator_id>/", figures.figure, name="figure"),
    path("siffror/<int:indicator_id>/tabell.csv", figures.figure_csv, name="figure-csv"),
    path("malbild/vem-har-bekraftat/", views.confirmations, name="confirmations"),
    path("siffror/egna/ny/", own.add, name="add-own"),
    path("siffror/egna/<int:own_id>/", own.own, name="own"),
    path("siffror/egna/<int:own_id>/andra/", own.edit, name="edit-own"),
    path("siffror/egna/<int:own_id>/bort/", own.drop, name="drop-own"),
    path("siffror/<int:indicator_id>/karta/", figures.on_map, name="figure-map"),
    path("siffror/<int:indicator_id>/jamfor/", figures.compare, name="compare"),
    path("siffror/<int:indicator_id>/tabell.xlsx", figures.figure_xlsx, name="figure-xlsx"),
    path("siffror/<int:indicator_id>/siffra.json", figures.figure_json, name="figure-json"),
    path("siffror/<int:indicator_id>/bild.svg", figures.figure_svg, name="figure-svg-file"),
    path("siffror/<int:indicator_id>/bild.png", figures.figure_png, name="figure-png-file"),
    path("malbild/mal/<int:goal_id>/matt/", targets.goal, name="target-goal"),
    path("malbild/mal/<int:goal_id>/matt/bort/", targets.drop_from_goal, name="drop-target-goal"),
    path("malbild/uppdrag/<int:assignment_id>/matt/", targets.assignment, name="target-assignment"),
    path("malbild/uppdrag/<int:assignment_id>/matt/bort/", targets.drop_from_assignment, name="drop-target-assignment"),
    path("malbild/bekrafta/", views.confirm_vision, name="confirm-vision"),
    path("malbild/mal/<int:goal_id>/bekrafta/", views.confirm_goal, name="confirm-goal"),
    path("malbild/delmal/<int:sub_goal_id>/bekrafta/", views.confirm_sub_goal, name="confirm-sub-goal"),
    path("uppfoljning/uppdrag/<int:assignment_id>/", views.assignment_notes, name="assignment-notes"),
    path("uppfoljning/uppdrag/<int:assignment_id>/ny/", views.note_assignment, name="note-assignment"),
    path("uppfoljning/delmal/<int:sub_goal_id>/ny/", views.note_sub_goal, name="note-sub-goal"),
    path("uppfoljning/mal/<int:goal_id>/", views.goal_notes, name="goal-notes"),
    path("uppfoljning/mal/<int:goal_id>/ny/", views.note_goal, name="note-goal"),
    path("uppfoljning/vardag/<int:line_work_id>/", views.line_notes, name="line-notes"),
    path("uppfoljning/vardag/<int:line_work_id>/ny/", views.note_line_work, name="note-line-work"),
    path("uppfoljning/hinder/", hinder_views.hinders, name="hinders"),
    path("uppfoljning/hinder/<slug:reason>/", hinder_views.act_on_hinder, name="act-on-hinder"),
]
