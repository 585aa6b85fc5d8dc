"""The one letter a supporter gets: something waits for you. Never one for each question."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.policy import is_visitor
from malbild.experience.models import SupportRequest, Thread
from malbild.experience.queries.support import supporters_here
from malbild.kit import clock
from malbild.outbox.services import post
from malbild.partnerships.models import Partnership


def tell_supporters(actor: Actor, partnership_id: int) -> None:
    """Post a letter to each open supporter seat, unless something from here waited for them already.

    The letter holds no question and no name of a thing: what is written inside is read inside.
    """
    if is_visitor(actor, partnership_id) or _something_waits(partnership_id):
        return
    partnership = Partnership.objects.get(pk=partnership_id)
    address = settings.SITE_ADDRESS + reverse("national:support")
    for seat in supporters_here(partnership_id, on=clock.today()):
        text = _(
            "Hej %(name)s!\n\n%(partnership)s har en fråga till dig.\nÖppna din sida och svara där:\n\n%(address)s\n\n"
            "Du får inget nytt mejl härifrån förrän du har svarat."
        ) % {"name": seat.user.first_name, "partnership": partnership.name, "address": address}
        post(
            to=seat.user.email,
            subject=_("%(partnership)s har en fråga") % {"partnership": partnership.name},
            text=text,
            kind="bollplank",
            partnership_id=partnership_id,
            from_name=partnership.name,
        )


def _something_waits(partnership_id: int) -> bool:
    waiting = Thread.objects.filter(partnership_id=partnership_id, closed_at=None, waits_for_supporter=True)
    asked = SupportRequest.objects.filter(partnership_id=partnership_id, waits_for_supporter=True)
    return waiting.exists() or asked.exists()
