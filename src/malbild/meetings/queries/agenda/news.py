"""Clear changes in the open figures since the last meeting: what, and that nobody knows why."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.followup.figures import words
from malbild.followup.figures.judging import told
from malbild.meetings.models import AgendaPoint
from malbild.meetings.queries.agenda.facts import Facts
from malbild.meetings.queries.agenda.shapes import Line, LineKind, Section


def in_figures(point: AgendaPoint, facts: Facts) -> Section:
    lines = []
    for row in facts.news:
        one = told(row)
        about = {"word": words.development(one).word, "counts": words.counts_in_words(one)}
        reason = _("%(word)s: %(counts)s. Siffrorna visar inte varför.") % about
        lines.append(Line(LineKind.NEWS, row.indicator.category, reason, indicator_id=row.indicator_id))
    n = len(lines)
    counted = ngettext("%d tydlig förändring sedan sist.", "%d tydliga förändringar sedan sist.", n) % n
    return Section(point, 0, _("Nytt i siffrorna"), counted, lines=lines)
