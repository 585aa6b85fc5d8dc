from django.urls import path

from malbild.meetings.views import after, before, room

app_name = "meetings"
urlpatterns = [
    path("moten/", before.meetings, name="list"),
    path("moten/nytt/", before.plan, name="plan"),
    path("moten/<int:meeting_id>/", before.meeting, name="meeting"),
    path("moten/<int:meeting_id>/andra/", before.edit, name="edit"),
    path("moten/<int:meeting_id>/kalla/", before.call, name="call"),
    path("moten/<int:meeting_id>/jag/", before.answer, name="reply"),
    path("moten/<int:meeting_id>/stall-in/", before.cancel, name="cancel"),
    path("moten/<int:meeting_id>/starta/", before.start, name="start"),
    path("moten/<int:meeting_id>/punkt/", before.add_point, name="add-point"),
    path("moten/punkt/<int:point_id>/", before.change_point, name="change-point"),
    path("moten/<int:meeting_id>/punkt/<int:point_id>/", room.room, name="room"),
    path("moten/<int:meeting_id>/punkt/<int:point_id>/klar/", room.handle, name="handle"),
    path("moten/<int:meeting_id>/svar/<int:measure_id>/", room.answer, name="answer"),
    path("moten/<int:meeting_id>/svar/<int:measure_id>/hjalp/", room.need_help, name="need-help"),
    path("moten/<int:meeting_id>/svar/<int:measure_id>/ny-tid/", room.new_date, name="new-date"),
    path("moten/<int:meeting_id>/svar/<int:answer_id>/angra/", room.undo_answer, name="undo-answer"),
    path("moten/<int:meeting_id>/agare/<int:measure_id>/", room.choose_owner, name="choose-owner"),
    path("moten/<int:meeting_id>/hjalp/<int:help_id>/", room.solve_help, name="solve-help"),
    path("moten/<int:meeting_id>/beslut/atgard/<int:measure_id>/", room.decide_measure, name="decide-measure"),
    path("moten/<int:meeting_id>/beslut/uppdrag/<int:assignment_id>/", room.decide_work, name="decide-work"),
    path("moten/<int:meeting_id>/kvar/<int:item_id>/", room.carried, name="carried"),
    path("moten/<int:meeting_id>/kvar/<int:item_id>/undan/", room.put_away, name="put-away"),
    path("moten/<int:meeting_id>/narvaro/", room.attendance, name="attendance"),
    path("moten/<int:meeting_id>/nasta/", room.book_next, name="book-next"),
    path("moten/rad/<int:entry_id>/", room.edit_entry, name="edit-entry"),
    path("moten/rad/<int:entry_id>/bort/", room.remove_entry, name="remove-entry"),
    path("moten/<int:meeting_id>/forhandsvisa/", after.preview, name="preview"),
    path("moten/<int:meeting_id>/avsluta/", after.close, name="close"),
    path("moten/<int:meeting_id>/oppna-igen/", after.reopen, name="reopen"),
    path("moten/<int:meeting_id>/rattelse/", after.correct, name="correct"),
]
