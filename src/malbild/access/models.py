"""The base of every table that belongs to a partnership."""

from __future__ import annotations

from typing import Any, ClassVar, Self, cast

from django.db import models
from django.db.models import Q, sql

from malbild.access.actor import Actor, Area
from malbild.access.errors import WallBroken, WallNotOpened
from malbild.access.policy import Action, Facts, Reach, sight_of
from malbild.access.scope import is_everything, open_partnerships


class WalledQuery(sql.Query):
    """A query that refuses to be compiled when it was made with no scope open."""

    sealed = False

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse_if_sealed()
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        if klass is not None and klass is not self.__class__:
            self._refuse_if_sealed()  # update() and delete() change class here
        return super().chain(klass)

    def _refuse_if_sealed(self) -> None:
        if self.sealed:
            raise WallNotOpened(f"{self.model and self.model.__name__} was queried with no scope open.")


class WalledQuerySet[M: "Walled"](models.QuerySet[M]):
    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or WalledQuery(model), using, hints)

    def visible_to(self, actor: Actor) -> Self:
        """The SQL twin of policy.may_see; a property test holds the two together."""
        model = cast("type[Walled]", self.model)
        seen = Q(pk__in=[])
        for seat in actor.seats:
            sight = sight_of(seat, model.AREA)
            rows = Q(partnership_id=seat.partnership_id)
            if sight.own_drafts:
                seen |= rows & (Q(reach__gte=sight.reach) | Q(party_id=seat.party_id))
            elif sight.nothing:
                continue
            else:
                seen |= rows & Q(reach__gte=sight.reach) & _only(model, sight.only_workshop, sight.only_items)
        return self.filter(seen)

    def shared(self) -> Self:
        """Rows that every party at the table sees: what a joint room may show, never one party's draft."""
        return self.filter(reach__gte=Reach.PARTNERSHIP)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        for obj in (objs := list(objs)):
            obj.refuse_outside_scope()
            obj.refuse_foreign_keys()
        return super().bulk_create(objs, *args, **kwargs)


def _only(model: type[Walled], workshop: int | None, items: frozenset[int] | None) -> Q:
    nobody = Q(pk__in=[])
    if workshop is not None:
        return Q(**{model.GUEST_KEY: workshop}) if model.GUEST_KEY else nobody
    if items is not None:
        return Q(**{f"{model.ANSWERER_KEY}__in": items}) if model.ANSWERER_KEY else nobody
    return Q()


class BaseWalledManager[M: "Walled"](models.Manager[M]):
    def get_queryset(self) -> models.QuerySet[M]:
        qs = super().get_queryset()
        allowed = open_partnerships()
        if allowed is None:
            cast(WalledQuery, qs.query).sealed = True
        elif not is_everything(allowed):
            qs = qs.filter(partnership_id__in=allowed)
        return qs


WalledManager = BaseWalledManager.from_queryset(WalledQuerySet)


class Walled(models.Model):
    """A row behind the wall: whose partnership, which party wrote it, how far it reaches.

    `AREA` says which part of the material the table is; `GUEST_KEY` names the column that holds the
    workshop a guest must have joined; `ANSWERER_KEY` the column whose value must be among the items of a
    mail token. A table without the key is closed to that kind of seat.
    """

    AREA: ClassVar[Area] = Area.INTERNAL
    GUEST_KEY: ClassVar[str | None] = None
    ANSWERER_KEY: ClassVar[str | None] = None

    partnership = models.ForeignKey("partnerships.Partnership", models.PROTECT, related_name="+")
    party = models.ForeignKey("partnerships.Party", models.PROTECT, related_name="+")
    reach = models.PositiveSmallIntegerField(default=Reach.OWN_PARTY)

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_outside_scope()
        self.refuse_foreign_keys()
        super().save(*args, **kwargs)

    @property
    def facts(self) -> Facts:
        return Facts(
            partnership_id=self.partnership_id,
            party_id=self.party_id,
            reach=Reach(self.reach),
            area=self.AREA,
            workshop_id=getattr(self, self.GUEST_KEY) if self.GUEST_KEY else None,
            item_id=getattr(self, self.ANSWERER_KEY) if self.ANSWERER_KEY else None,
            owner_ids=self.owner_ids,
            let_in=self.let_in,
        )

    @property
    def owner_ids(self) -> frozenset[int]:
        """Memberships that this row belongs to personally (an åtgärd's owner); empty for most tables."""
        return frozenset()

    @property
    def let_in(self) -> frozenset[Action]:
        """What an organiser has opened on this row to those who must be let in; nothing for most tables."""
        return frozenset()

    def refuse_outside_scope(self) -> None:
        allowed = open_partnerships()
        if allowed is None or (
            not is_everything(allowed) and self.partnership_id not in cast("frozenset[int]", allowed)
        ):
            raise WallNotOpened(f"{type(self).__name__} was written outside the open scope.")

    def refuse_foreign_keys(self) -> None:
        """Raise WallBroken when a key of this row points into another partnership.

        Covers walled targets, parties and memberships. A target already loaded costs nothing;
        one given as a bare id is looked up.
        """
        for field in self._meta.concrete_fields:
            target = field.related_model
            if field.name == "partnership" or not isinstance(target, type) or not issubclass(target, models.Model):
                continue
            names = {f.name for f in target._meta.concrete_fields}
            if "partnership" not in names or (key := getattr(self, field.attname)) is None:
                continue
            if field.name in self._state.fields_cache:
                there = getattr(self, field.name).partnership_id
            else:
                there = target._base_manager.values_list("partnership_id", flat=True).filter(pk=key).first()
            if there != self.partnership_id:
                raise WallBroken(f"{type(self).__name__}.{field.name} points into another partnership.")
