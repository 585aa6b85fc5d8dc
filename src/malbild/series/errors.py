"""Why a file was not taken in, for people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malbild.kit.errors import Refusal
from malbild.series.models import Delivery


class AlreadyThere(Refusal):
    """The same file has been taken in before; `delivery` is when."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        super().__init__(_("Just den här filen är redan inläst, så inget har ändrats."))


class Cancelled(Refusal):
    """Somebody stopped it. Nothing was stored."""

    def __init__(self) -> None:
        super().__init__(_("Inläsningen avbröts. Inget har sparats."))
