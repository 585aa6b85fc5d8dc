from django.urls import path

from malbild.experience.views import cards, library, support, threads, workshop

app_name = "experience"
urlpatterns = [
    path("bollplank/", threads.support, name="support"),
    path("bollplank/fraga/<str:kind>/<int:target_id>/", threads.ask, name="ask"),
    path("bollplank/om/<str:kind>/<int:target_id>/", threads.about, name="about-part"),
    path("bollplank/<int:thread_id>/", threads.thread, name="thread"),
    path("bollplank/<int:thread_id>/lost/", threads.close, name="close-thread"),
    path("bollplank/<int:thread_id>/oppna/", threads.reopen, name="reopen-thread"),
    path("bollplank/<int:thread_id>/erfarenhet/", threads.draft, name="draft-from-thread"),
    path("bollplank/stod/ny/", support.request_support, name="request-support"),
    path("bollplank/stod/<int:request_id>/", support.request_page, name="request"),
    path("bollplank/stod/<int:request_id>/avsluta/", support.close_request, name="close-request"),
    path("bollplank/stod/<int:request_id>/lage/", support.settle, name="settle-request"),
    path("bollplank/aterkoppling/ny/", support.promise, name="promise-feedback"),
    path("bollplank/aterkoppling/<int:feedback_id>/", support.feedback, name="feedback"),
    path("bollplank/aterkoppling/<int:feedback_id>/andra/", support.edit_feedback, name="edit-feedback"),
    path("bollplank/aterkoppling/<int:feedback_id>/skicka/", support.send_feedback, name="send-feedback"),
    path("bollplank/aterkoppling/<int:feedback_id>/fil/", workshop.feedback_file, name="feedback-file"),
    path("bollplank/aterkoppling/workshop/<int:workshop_id>/", workshop.workshop_feedback, name="workshop-feedback"),
    path("insyn/", threads.insight, name="insight"),
    path("erfarenheter/", library.library, name="library"),
    path("erfarenheter/kort/<uuid:key>/", library.library_card, name="library-card"),
    path("erfarenheter/kort/<uuid:key>/mall/", library.adopt, name="adopt"),
    path("erfarenheter/mallar/", library.adopted, name="adopted"),
    path("erfarenheter/hamta/", library.import_card, name="import-card"),
    path("erfarenheter/egna/", cards.ours, name="cards"),
    path("erfarenheter/egna/av-uppdrag/<int:assignment_id>/", cards.draft, name="draft-card"),
    path("erfarenheter/egna/<int:card_id>/", cards.card, name="card"),
    path("erfarenheter/egna/<int:card_id>/andra/", cards.edit_card, name="edit-card"),
    path("erfarenheter/egna/<int:card_id>/avidentifiera/", cards.deidentify_card, name="deidentify-card"),
    path("erfarenheter/egna/<int:card_id>/publicera/", cards.publish, name="publish-card"),
    path("erfarenheter/egna/<int:card_id>/inaktuell/", cards.retire, name="retire-card"),
]
