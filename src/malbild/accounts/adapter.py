"""How allauth behaves here: no sign-up, codes carried by our own outbox."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext as _

from malbild.outbox.services import send_now

_SUBJECTS = {
    "account/email/login_code": "Din kod till Målbild",
    "account/email/unknown_account": "Du har inget konto i Målbild",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by invitation only."""
        return False

    def generate_login_code(self) -> str:
        """Six digits, so that a phone's keypad and autofill can be used; five tries and ten minutes."""
        return f"{secrets.randbelow(1_000_000):06d}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        send_now(to=email, subject=_(_SUBJECTS.get(template_prefix, "Målbild")), text=str(message.body))

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The pages say what happened themselves."""
