"""The secret address of a person's calendar."""

from __future__ import annotations

from django.db import models

from malbild.accounts.models import User


class CalendarFeed(models.Model):
    """One address for each person; what it shows is read anew each time through the seats that they hold then.

    The table keeps the address's hash, and a salt from which only the server's own key makes the address: so the
    person can see it again, and a copy of the table opens nothing.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="+")
    salt = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
