"""What the import says, in Swedish, for each reason and question."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malbild.goals.plan_import.guess import Field
from malbild.goals.plan_import.proposal import Kind, Question, Status
from malbild.goals.plan_import.reading import Left
from malbild.goals.plan_import.unreadable import Why

FIELDS = {
    Field.PROBLEM: _("Problem eller fokusområde"),
    Field.CAUSE: _("Orsak"),
    Field.MEASURE: _("Åtgärd"),
    Field.SUB_GOAL: _("Operativt mål"),
    Field.WHEN: _("När"),
    Field.WHO: _("Vem"),
    Field.FOLLOW_UP: _("Uppföljning"),
    Field.STATUS: _("Status"),
}

WHYS = {
    Why.TOO_BIG: _("Filen är för stor. En plan är högst 10 MB. Ta bort bilder och gamla flikar och försök igen."),
    Why.NOT_A_SPREADSHEET: _(
        "Det här är inget kalkylblad. Välj en Excelfil som slutar på .xlsx, eller kopiera tabellen och klistra in den."
    ),
    Why.OLD_EXCEL: _(
        "Filen är i det gamla Excelformatet (.xls). Öppna den, välj Spara som och Excel-arbetsbok (.xlsx)."
    ),
    Why.PASSWORD: _("Filen är skyddad med lösenord. Ta bort lösenordet i Excel, spara och försök igen."),
    Why.MACROS: _("Filen innehåller makron. Välj Spara som och Excel-arbetsbok (.xlsx) utan makron, och försök igen."),
    Why.BINARY: _("Filen är i Excels binära format (.xlsb). Välj Spara som och Excel-arbetsbok (.xlsx)."),
    Why.OPEN_DOCUMENT: _("Filen är i formatet .ods. Välj Spara som och Excel-arbetsbok (.xlsx), och försök igen."),
    Why.LINKED: _(
        "Filen hämtar uppgifter ur andra filer. Bryt länkarna i Excel (Data, Redigera länkar) och spara, "
        "eller kopiera tabellen och klistra in den."
    ),
    Why.BROKEN: _("Filen går inte att läsa, den verkar trasig. Öppna den i Excel, spara en ny kopia och försök igen."),
    Why.BOMB: _("Filen är mycket större än den ser ut. Kopiera bara planens tabell till ett nytt ark och försök igen."),
    Why.TOO_MANY_ROWS: _(
        "Arket har fler än 2 000 ifyllda rader. Kopiera bara planens rader till ett nytt ark och försök igen."
    ),
    Why.TOO_MANY_COLUMNS: _(
        "Arket har fler än 60 ifyllda kolumner. Kopiera bara planens kolumner till ett nytt ark och försök igen."
    ),
    Why.TOO_MANY_SHEETS: _("Filen har fler än 25 flikar. Kopiera planens flik till en ny fil och försök igen."),
    Why.TOO_SLOW: _("Filen tar för lång tid att läsa. Kopiera bara planens tabell till ett nytt ark och försök igen."),
    Why.EMPTY: _("Det står ingenting där. Kontrollera att det är rätt fil och försök igen."),
}
UNCHANGED = _("Inget har ändrats.")

LEFT = {
    Left.ABOVE: _("Står ovanför rubrikerna"),
    Left.HEADER: _("Rubrikrad"),
    Left.HEADING: _("Läst som rubrik för raderna under"),
    Left.NOTE: _("Läst som anteckning"),
    Left.SUM: _("Summarad"),
    Left.NO_MEASURE: _("Ingen åtgärd på raden"),
    Left.JOINED: _("Läst ihop med raden ovanför, åtgärden sträcker sig över båda"),
    Left.NO_COLUMN: _("Ingen kolumn är vald som åtgärd"),
}

QUESTIONS = {
    Question.PERSONAL_NUMBER: _(
        "Det stod ett personnummer här. Det är borttaget. Beskriv platsen eller problemet i stället."
    ),
    Question.MISSING_TEXT: _("Åtgärden är en formel utan sparat värde. Skriv vad som ska göras."),
    Question.MISSING_VALUE: _("En ruta är en formel utan sparat värde. Skriv vad som ska stå där."),
    Question.WHEN: _("Vilken dag betyder det?"),
    Question.OWNER: _("Vem vid bordet är det?"),
    Question.OWNER_AMBIGUOUS: _("Flera vid bordet kan vara menade. Vem är det?"),
    Question.SHORTENED: _("Texten är lång och kortas i planen. Hela texten sparas bredvid."),
    Question.ALREADY_THERE: _("Finns redan i planen."),
    Question.HIDDEN: _("Raden är dold i filen."),
    Question.SEVERAL: _("Flera är nämnda. En äger åtgärden, alla står kvar i texten."),
}

KINDS = {Kind.MEASURE: _("Åtgärd att göra klar"), Kind.LINE: _("Linjearbete att följa")}

STATUSES = {
    Status.GREEN: _("grön"),
    Status.YELLOW: _("gul"),
    Status.RED: _("röd"),
    Status.DONE: _("klar"),
    Status.UNDER_WAY: _("pågår"),
    Status.NOT_STARTED: _("inte påbörjad"),
}
