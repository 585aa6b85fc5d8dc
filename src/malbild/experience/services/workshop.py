"""Tell the method support how a workshop went."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.experience.errors import NotOpen
from malbild.experience.known_names import names_here
from malbild.experience.models import Feedback
from malbild.experience.queries.threads import author_of
from malbild.experience.queries.workshop import plain, workshop_material
from malbild.kit import clock
from malbild.situation.services import born
from malbild.workshops.models import Workshop


@transaction.atomic
def send_workshop_feedback(
    actor: Actor, workshop_id: int, *, worked: str = "", questions: str = "", note: str = ""
) -> Feedback:
    """Hand over how the workshop went, de-identified, as it stands now; the supporter finds it with what is promised.

    A handing over to another authority: it is logged and cannot be taken back. Raises NotOpen while it goes on.
    """
    workshop = Workshop.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=workshop_id)
    require(actor, Action.FEEDBACK_SEND, table_facts(actor, workshop.partnership_id, area=Area.SUPPORT))
    if workshop.is_running:
        raise NotOpen(_("Workshopen pågår. Pausa eller avsluta den, och återkoppla sedan."))
    names = names_here(workshop.partnership_id)
    with translation.override("sv"):
        what = _("Återkoppling från workshopen %(title)s") % {"title": plain(workshop.title, names)}
    feedback = Feedback.objects.create(
        **born(actor, workshop.partnership_id, Reach.PARTNERSHIP),
        what=what,
        due=clock.today(),
        note=plain(note, names),
        package=workshop_material(workshop, worked=worked, questions=questions),
        sent_at=clock.now(),
        sent_by=author_of(actor, workshop.partnership_id),
    )
    log.record(actor, Action.FEEDBACK_SEND, feedback, deed="workshop", workshop=workshop.pk)
    return feedback
