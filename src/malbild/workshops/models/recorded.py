"""Which rows of the board a deed has touched, so that the log can say what became of them.

Every save and every bulk update of a board row is noticed here, wherever in the services it happens; the deed's line in
the log (`services.record`) then reads those rows once and keeps their values. So no deed can forget to tell the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any, ClassVar, Never

from malbild.access.models import Walled, WalledQuerySet

type Touched = defaultdict[type["Recorded"], defaultdict[int, set[str]]]
_touched: ContextVar[Touched | None] = ContextVar("touched_board_rows", default=None)


def _nothing() -> Touched:
    return defaultdict(lambda: defaultdict(set))


def begin() -> None:
    """Forget what an earlier deed touched; a deed that was refused half-way leaves nothing behind."""
    _touched.set(_nothing())


def touched() -> Touched:
    """The rows and columns that the running deed has written so far."""
    found = _touched.get()
    return _nothing() if found is None else found


def _notice(model: type[Any], keys: Iterable[int], names: Iterable[str] | None = None) -> None:
    found = _touched.get()
    if found is None:
        return
    columns = model.LOGGED if names is None else {model._meta.get_field(n).attname for n in names}
    for key in keys:
        found[model][key].update(columns)


class RecordedQuerySet[M: "Recorded"](WalledQuerySet[M]):
    def update(self, **values: Any) -> int:
        keys = list(self.order_by().values_list("pk", flat=True))
        changed = super().update(**values)
        _notice(self.model, keys, values)
        return changed

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        made = super().bulk_create(objs, *args, **kwargs)
        _notice(self.model, [row.pk for row in made])
        return made

    def delete(self) -> Never:
        raise TypeError(f"{self.model.__name__} is laid aside, never deleted: the log must be able to name it")


class Recorded(Walled):
    """A row of the board. `LOGGED` names the columns that the log keeps: never a card's words."""

    LOGGED: ClassVar[tuple[str, ...]]

    class Meta(Walled.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        adding = self._state.adding
        super().save(*args, **kwargs)
        _notice(type(self), [self.pk], None if adding else kwargs.get("update_fields"))
