"""Municipalities, organisations and people: the public registry that partnerships build on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Municipality(models.Model):
    """One of Sweden's 290 municipalities. Facts come from the file data/municipalities.csv, sources beside it."""

    code = models.CharField(max_length=4, unique=True)  # SCB, with its leading zero: "0319"
    name = models.CharField(max_length=60)  # without "kommun": "Älvkarleby"
    county = models.CharField(max_length=40)
    police_region = models.CharField(max_length=20)
    skr_group = models.CharField(max_length=80)
    inhabitants = models.PositiveIntegerField()
    inhabitants_year = models.PositiveSmallIntegerField()  # 31 December of this year

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def size_class(self) -> str:
        """The situation tag for size, by inhabitants."""
        limits = (
            (5_000, "under-5000"),
            (10_000, "under-10000"),
            (15_000, "under-15000"),
            (50_000, "under-50000"),
        )
        return next((tag for limit, tag in limits if self.inhabitants < limit), "50000-eller-fler")


class LocalPoliceDistrict(models.Model):
    """Lokalpolisområde: may span several municipalities."""

    name = models.CharField(max_length=80, unique=True)
    municipalities = models.ManyToManyField(Municipality, related_name="police_districts")

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Kommun")
    POLICE = "police", _("Polis")
    SCHOOL = "school", _("Skola")
    SOCIAL = "social", _("Socialtjänst")
    HOUSING = "housing", _("Bostad")
    REGION = "region", _("Region")
    BUSINESS = "business", _("Näringsliv")
    CIVIL = "civil", _("Civilsamhälle")
    RESCUE = "rescue", _("Räddningstjänst")
    NATIONAL = "national", _("Nationell eller regional myndighet")
    OTHER = "other", _("Annan")


class Organisation(models.Model):
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, **extra: Any) -> User:
        """A person who signs in by a code to this address; there are no passwords."""
        user = self.model(email=email.strip().lower(), name=name, **extra)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person by work contact. Nothing about anyone outside the partnerships is ever stored."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=2, choices=[("sv", "Svenska"), ("en", "English")], default="sv")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]
