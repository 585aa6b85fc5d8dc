"""From cells to rows: where the headings stand, what belongs together, and that no row is lost."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from malbild.goals.plan_import.draft import new, opened
from malbild.goals.plan_import.grid import Cell, Grid, Merge, as_data, from_data, letters
from malbild.goals.plan_import.guess import Field, Layout, guess
from malbild.goals.plan_import.owners import Person, match_owner
from malbild.goals.plan_import.pasted import read_pasted
from malbild.goals.plan_import.proposal import Kind, Question, Status, propose, read_status, short
from malbild.goals.plan_import.reading import Left, read_rows
from malbild.goals.plan_import.sheets import read_workbook
from malbild.goals.plan_import.tests.files import ALVKARLEBY, book

ON = dt.date(2026, 11, 24)
PEOPLE = [
    Person(1, "Maria Demo", "Älvkarleby kommun", ("Folkhälsosamordnare", "Samordnare")),
    Person(2, "Patrik Demo", "Polisen", ("Kommunpolis",)),
    Person(3, "Karin Demo", "Älvkarleby kommun", ("Skolan",)),
    Person(4, "Anna Ek", "Region Uppsala", ()),
    Person(5, "Anna Berg", "Region Uppsala", ()),
    Person(6, "Gun Demo", "Älvkarleby kommun", ("Kommundirektör", "Styrgrupp")),
]


def read(data):
    (grid, *_rest) = read_workbook(data)
    return read_rows(grid, guess(grid, on=ON))


def proposals(data):
    return [propose(r, {}, people=PEOPLE, there=set(), on=ON) for r in read(data).rows]


def test_the_plan_of_our_own_case_is_read_whole():
    rows = proposals(ALVKARLEBY.read_bytes())
    assert [r.number for r in rows] == [7, 8, 9, 10, 11, 12, 15, 16, 17, 18]
    first, *_rest = rows
    assert first.title == "Anmäl och följ upp trasig belysning i gångtunneln"
    assert first.texts[Field.CAUSE] == "Gångtunneln vid stationen är mörk och används av få på kvällen"
    assert (first.owner_id, first.due, first.status) == (1, dt.date(2027, 3, 31), Status.UNDER_WAY)
    by_number = {r.number: r for r in rows}
    assert by_number[9].texts[Field.CAUSE] == first.texts[Field.CAUSE]  # merged down
    assert [n for n, r in by_number.items() if r.kind is Kind.LINE] == [10, 11]
    assert by_number[16].due == dt.date(2027, 5, 31)  # shown as "maj-27"
    assert (by_number[17].due, by_number[17].from_formula) == (dt.date(2027, 6, 11), {Field.WHEN})
    assert by_number[18].questions == (Question.WHEN,)
    assert by_number[15].heading.startswith("Fokusområde 2")


def test_what_is_no_row_of_the_plan_is_listed_with_its_reason():
    left = {u.number: u.why for u in read(ALVKARLEBY.read_bytes()).left}
    assert left == {
        1: Left.ABOVE,
        2: Left.ABOVE,
        4: Left.ABOVE,
        5: Left.HEADER,
        6: Left.HEADING,
        13: Left.NOTE,
        14: Left.HEADING,
        19: Left.SUM,
        20: Left.NOTE,
    }


def test_headings_in_another_order_and_with_other_words():
    data = book(
        ["Vår plan"],
        [],
        ["Ansvarig", "Tidplan", "Aktivitet", "Syfte", "Bakomliggande orsaker"],
        ["Karin", "mars 2027", "Föräldramöte", "Fler vuxna ute", "Få vuxna ute"],
    )
    (grid,) = read_workbook(data)
    layout = guess(grid, on=ON)
    assert (layout.header, layout.columns) == (
        3,
        {Field.WHO: 0, Field.WHEN: 1, Field.MEASURE: 2, Field.SUB_GOAL: 3, Field.CAUSE: 4},
    )


def test_a_header_of_two_rows_is_read_from_both():
    data = book(
        ["Orsak", "Åtgärd", "Genomförande", None, "Uppföljning"],
        [None, None, "När", "Vem", None],
        ["Mörkt", "Laga ljuset", "31/3", "Maria", "Möte"],
        merges=["C1:D1"],
    )
    (grid,) = read_workbook(data)
    assert guess(grid, on=ON) == Layout(
        2, {Field.CAUSE: 0, Field.MEASURE: 1, Field.WHEN: 2, Field.WHO: 3, Field.FOLLOW_UP: 4}
    )


def test_a_plan_without_headings_is_guessed_by_what_it_holds():
    data = book(["Laga ljuset i tunneln", "31/3"], ["Ring bolaget om nyckeln", "v. 12"])
    (grid,) = read_workbook(data)
    layout = guess(grid, on=ON)
    assert (layout.header, layout.columns) == (None, {Field.MEASURE: 0, Field.WHEN: 1})
    assert len(read_rows(grid, layout).rows) == 2


def test_a_plan_with_no_column_for_the_atgard_loses_no_row():
    reading = read(book(["Orsak", "När"], ["Mörkt", "31/3"]))
    assert [(u.number, u.why) for u in reading.left] == [(1, Left.HEADER), (2, Left.NO_COLUMN)]


def test_a_cause_that_is_written_once_is_carried_down_and_marked():
    rows = read(book(["Orsak", "Åtgärd"], ["Mörkt", "Laga ljuset"], [None, "Klipp häcken"])).rows
    assert [(r.texts[Field.CAUSE], Field.CAUSE in r.carried) for r in rows] == [("Mörkt", False), ("Mörkt", True)]


def test_an_atgard_merged_over_two_rows_is_one():
    data = book(["Åtgärd", "Vem", "När"], ["Nattvandring", "Anna", "våren"], [None, "Bo", "hösten"], merges=["A2:A3"])
    reading = read(data)
    (row,) = reading.rows
    assert row.texts[Field.WHO] == "Anna; Bo"
    assert [(u.number, u.why, u.joined_to) for u in reading.left if u.number == 3] == [(3, Left.JOINED, 2)]


def test_numbers_go_where_the_column_is_numbered_and_stay_where_they_count():
    numbered = book(["Åtgärd", "Vem"], ["1. Laga", "A"], ["2. Klipp", "B"], ["3. Måla", "C"])
    rows = read(numbered).rows
    assert [r.texts[Field.MEASURE] for r in rows] == ["Laga", "Klipp", "Måla"]
    kept = read(book(["Åtgärd", "Vem"], ["2 vandringar per vecka", "A"], ["Måla", "B"])).rows
    assert kept[0].texts[Field.MEASURE] == "2 vandringar per vecka"


def test_the_header_printed_again_is_no_row():
    head = ["Orsak", "Åtgärd"]
    reading = read(book(head, ["Mörkt", "Laga"], head, ["Buskar", "Klipp"]))
    assert [r.number for r in reading.rows] == [2, 4]


def test_a_row_without_an_atgard_is_listed_and_comes_in_once_one_is_written():
    grids = read_pasted("Orsak\tÅtgärd\nMörkt\t\n")
    data = new(grids, on=ON)
    assert [u.why for u in opened(data).reading.left] == [Left.HEADER, Left.NO_MEASURE]
    data["rows"] = {"0": {"2": {"texts": {"measure": "Laga ljuset"}}}}
    assert [r.texts for r in opened(data).reading.rows] == [{Field.CAUSE: "Mörkt"}]


def test_a_formula_without_a_stored_value_is_asked_for():
    (row,) = proposals(book(["Åtgärd", "När"], ["Laga", "=TODAY()"]))
    assert (row.missing, row.questions, row.due) == ({Field.WHEN}, (Question.MISSING_VALUE,), None)
    (stopped,) = proposals(book(["Åtgärd", "Vem"], ['="La"&"ga"', "Maria"]))
    assert stopped.is_stopped


def test_a_personnummer_never_reaches_the_draft_and_stops_its_row_only():
    grids = read_pasted("Åtgärd\tVem\nHjälp 811218-9876 med ljuset\tMaria\nKlipp\tKarin")
    data = new(grids, on=ON)
    assert "9876" not in str(data)
    rows = opened(data).proposals(people=PEOPLE, there=set(), on=ON)
    assert [r.comes_in for r in rows] == [False, True]
    assert rows[0].questions == (Question.PERSONAL_NUMBER,)


def test_a_number_cell_that_is_a_personnummer_is_stopped_too():
    data = new(read_workbook(book(["Åtgärd", "Vem"], [8112189876, "Maria"])), on=ON)
    assert "8112189876" not in str(data)


def test_several_owners_propose_the_first_that_is_found():
    found = {t: match_owner(t, PEOPLE) for t in ("Karin/Bo, polisen", "polisen", "kommunpolisen", "Maria D", "Anna")}
    assert [m.person_id for m in found.values()] == [3, 2, 2, 1, None]
    assert found["Anna"].is_ambiguous
    assert match_owner("Föreningarna + fältgruppen", PEOPLE).person_id is None
    assert match_owner("Maria Svensson", PEOPLE).person_id is None


def test_status_words_are_read_and_sentences_are_not():
    said = {
        "Grön": Status.GREEN,
        "gul – behöver beslut": Status.YELLOW,
        "RÖD": Status.RED,
        "klart": Status.DONE,
        "Pågår": Status.UNDER_WAY,
        "ej påbörjad": Status.NOT_STARTED,
        "Inte klar": Status.NOT_STARTED,
        "Klart när rutinen är prövad på skolan": None,
        "": None,
    }
    assert {t: read_status(t, is_status_column=False) for t in said} == said


def test_a_long_text_is_cut_at_a_word():
    assert short("ett två tre", 8) == "ett två…"
    assert len(short("x" * 500, 200)) == 200


def test_columns_have_excels_letters():
    assert [letters(n) for n in (0, 25, 26, 16_383)] == ["A", "Z", "AA", "XFD"]


texts = st.one_of(st.just(""), st.sampled_from(["Orsak", "Åtgärd", "När", "Vem", "löpande", "31/3", "Anna/Bo", "grön"]),
                  st.text(max_size=12))  # fmt: skip
grids = st.builds(
    lambda rows, merges: Grid(
        "Blad1",
        {r: c for r, cells in rows.items() if (c := {n: Cell(t) for n, t in enumerate(cells) if t.strip()})},
        tuple(Merge(t, le, t + h, le + w) for t, le, h, w in merges),
    ),
    st.dictionaries(st.integers(1, 30), st.lists(texts, max_size=6), max_size=12),
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 5), st.integers(0, 40), st.integers(0, 8)), max_size=4),
)


@settings(max_examples=200, deadline=None)
@given(grid=grids)
def test_every_filled_row_is_a_row_of_the_plan_or_listed_as_left(grid):
    reading = read_rows(grid, guess(grid, on=ON))
    told = sorted([r.number for r in reading.rows] + [u.number for u in reading.left])
    assert told == sorted(grid.rows)


@given(grid=grids)
def test_the_draft_keeps_the_sheet_as_it_was(grid):
    assert from_data(as_data(grid)) == grid
