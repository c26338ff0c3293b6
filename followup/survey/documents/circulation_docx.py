"""The blank survey as a Word document: real headings, tables and boxes to tick, in Swedish.

Every word from a person goes in as text of a run, which Word never reads as a field or markup.
There are no macros and nothing is fetched; the only fields are our own page numbers.
"""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from followup.survey.documents.blank_form import Blank, BlankForm, BlankSection
from strategy_portal.word import (
    GREY,
    INK,
    SANS,
    SERIF,
    add_styles,
    borders,
    clean,
    repeat_and_keep,
    set_page,
    set_properties,
    set_styles,
)

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def circulation_docx(form: BlankForm, *, made_at: datetime) -> bytes:
    """The document's bytes."""
    document = Document()
    _Writer(document, form).write(made_at)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


class _Writer:
    """Writes one document from its beginning to its end."""

    def __init__(self, document: Any, form: BlankForm) -> None:
        self.document, self.form = document, form
        self.round, self.actor = form.invitation.round, form.invitation.actor
        self.title = f"Enkät {self.round.year}, {self.actor.name}"

    def write(self, made_at: datetime) -> None:
        """All of it."""
        _set_styles(self.document)
        set_properties(self.document, self.title, "Frågorna att samla svar till", made_at)
        set_page(self.document, self.title)
        self._write_cover()
        for section in self.form.sections:
            self._write_section(section)
        self._write_lists()

    # --- The whole ---------------------------------------------------------------------------

    def _write_cover(self) -> None:
        self.add(f"Enkät {self.round.year} att samla svar till", "Ovanrad")
        self.document.add_heading(clean(self.actor.name), 0)
        if self.round.purpose:
            self.add(self.round.purpose, "Ingress")
        closes = self.form.invitation.closes_on
        told = [
            "Det här är alla frågor som ni får. Fyll i, skicka runt hos er och för sedan in svaren "
            "i portalen. Det ni skriver här sparas inte där av sig självt."
        ]
        if closes:
            told.append(f"Sista dag att svara i portalen är {closes:%Y-%m-%d}.")
        told.append(f"Räkna med ungefär {self.round.expected_minutes} minuter.")
        told.append(
            "Lämna tomt det ni inte svarar på. Skriv 0 bara när svaret är noll. Skriv inga "
            "uppgifter om enskilda personer: svaren blir allmänna handlingar."
        )
        for words in told:
            self.add(words)

    def _write_section(self, blank: BlankSection) -> None:
        heading = self.document.add_heading(clean(blank.section.title), 1)
        heading.paragraph_format.page_break_before = True
        if blank.section.goal_area:
            self.add(blank.section.goal_area.goal, "Mål")
            self.tick_line(("Avsnittet är inte relevant för oss, därför att:",))
        for goal, questions in blank.about_sub_goals:
            self.document.add_heading(clean(str(goal)), 2)
            self.add(goal.wording, "Hjälp", keep=True)
            self.write_questions(questions)
        if blank.about_the_whole:
            if blank.about_sub_goals:
                self.document.add_heading("Om hela målområdet", 2)
            self.write_questions(blank.about_the_whole)
        if blank.intervention:
            self._write_intervention(blank)

    def _write_intervention(self, blank: BlankSection) -> None:
        self.document.add_heading("Insats", 2)
        self.add(blank.intervention_wording, keep=True)
        self.add("Kopiera den här delen för varje insats.", "Hjälp", keep=True)
        if blank.last_interventions:
            told = "; ".join(blank.last_interventions)
            self.add(f"I fjol redovisade ni: {told}", "I fjol", keep=True)
        self.write_questions(blank.intervention)

    def _write_lists(self) -> None:
        heading = self.document.add_heading("Listor att välja ur", 1)
        heading.paragraph_format.page_break_before = True
        for title, names in (
            ("Målgrupper", self.form.target_groups),
            ("Organisationer", self.form.partners),
            ("Finansieringskällor", self.form.funding),
        ):
            self.document.add_heading(title, 2)
            for name in names:
                self.add(name, "List Bullet")

    # --- One question ------------------------------------------------------------------------

    def write_questions(self, questions: Iterable[Blank]) -> None:
        """Each with its words, what helps, last year's answer, and room to answer."""
        for one in questions:
            self.add(one.wording, "Fråga", keep=True)
            if one.condition:
                self.add(one.condition, "Villkor", keep=True)
            if one.help_text:
                self.add(one.help_text, "Hjälp", keep=True)
            if one.why:
                self.add(f"Varför vi frågar: {one.why}", "Hjälp", keep=True)
            if one.last:
                self.add(f"I fjol: {one.last}", "I fjol", keep=True)
            self._write_answer(one)

    def _write_answer(self, one: Blank) -> None:
        if one.form == "choices":
            if one.several:
                self.add("Välj ett eller flera.", "Hjälp", keep=True)
            self.ticks(one.choices, in_a_row=one.in_a_row)
            return
        if one.form == "table":
            self._write_table(one)
        elif one.form == "text":
            self.room(4)
        else:
            self.room(1, one.unit)
        if one.ticks:
            self.tick_line(one.ticks)

    def _write_table(self, one: Blank) -> None:
        table = self.document.add_table(rows=1 + one.rows, cols=len(one.columns))
        table.style, table.autofit = "Svarstabell", False
        for cell, words in zip(table.rows[0].cells, one.columns, strict=True):
            cell.paragraphs[0].text = clean(words)
            cell.paragraphs[0].style = "Tabellhuvud"
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        repeat_and_keep(table)
        for row in table.rows[1:]:
            row.height = Mm(8)

    def add(self, text: str, style: str = "Normal", *, keep: bool = False) -> Any:
        """A paragraph for each line of a text; `keep` holds it together with what follows."""
        for line in clean(text).splitlines() or [""]:
            if line.strip():
                paragraph = self.document.add_paragraph(line, style=style)
                if keep:
                    paragraph.paragraph_format.keep_with_next = True

    def room(self, lines: int, unit: str = "") -> None:
        """A framed box that grows with what is written in it; its lines stay on one page."""
        for number in range(lines):
            paragraph = self.document.add_paragraph(style="Svarsruta")
            paragraph.paragraph_format.keep_with_next = number < lines - 1
        if unit:
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(120))
            paragraph.add_run(f"\t{clean(unit)}").font.color.rgb = GREY

    def ticks(self, choices: Iterable[str], *, in_a_row: bool) -> None:
        """Boxes to tick: in one paragraph where they are short, else one below another."""
        if in_a_row:
            self.tick_line(choices)
            return
        for words in choices:
            self.tick_line((words,))

    def tick_line(self, choices: Iterable[str]) -> None:
        """One paragraph of boxes, each with its words on the same line as itself."""
        paragraph = self.document.add_paragraph(style="Val")
        for place, words in enumerate(choices):
            if place:
                paragraph.add_run("    ")
            _checkbox(paragraph, words)
            hard = clean(words).replace(" ", "\u00a0") if len(words) < 40 else clean(words)
            paragraph.add_run(f"\u00a0{hard}")


# --- Parts that python-docx has no words for -------------------------------------------------


def _checkbox(paragraph: Any, words: str) -> None:
    """A box that can be ticked with the mouse or the space bar; on paper an empty square."""
    box = parse_xml(
        f'<w:sdt xmlns:w="{paragraph._p.nsmap["w"]}" xmlns:w14="{_W14}"><w:sdtPr>'
        "<w:alias/><w14:checkbox>"
        '<w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        '<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" '
        'w:eastAsia="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>\u2610</w:t></w:r></w:sdtContent>'
        "</w:sdt>"
    )
    box.find(f".//{qn('w:alias')}").set(qn("w:val"), clean(words)[:60])
    paragraph._p.append(box)


def _set_styles(document: Any) -> None:
    set_styles(document)
    styles = document.styles
    borders(styles["Heading 2"], {"top": (4, "CFD9DC", 6)})
    add_styles(
        styles,
        (
            ("Mål", SERIF, 12, GREY, False),
            ("Fråga", SANS, 11, INK, True),
            ("Villkor", SANS, 10, INK, False),
            ("I fjol", SANS, 10, GREY, False),
            ("Val", SANS, 11, INK, False),
            ("Svarsruta", SANS, 11, INK, False),
        ),
    )
    styles["Fråga"].paragraph_format.space_before = Pt(8)
    for name in ("Fråga", "Villkor", "I fjol"):
        styles[name].paragraph_format.space_after = Pt(2)
    styles["Val"].paragraph_format.space_before = Pt(3)
    styles["I fjol"].paragraph_format.left_indent = Mm(4)
    borders(styles["I fjol"], {"left": (12, "4A5A62", 8)})
    ring = dict.fromkeys(("top", "left", "bottom", "right"), (6, "6B7B83", 4))
    borders(styles["Svarsruta"], ring)
    styles["Svarsruta"].paragraph_format.space_after = Pt(0)
    styles["Svarsruta"].paragraph_format.left_indent = Mm(2)
    styles["Svarsruta"].paragraph_format.right_indent = Mm(2)
    _table_style(styles)


def _table_style(styles: Any) -> None:
    style = styles.add_style("Svarstabell", WD_STYLE_TYPE.TABLE)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="6B7B83"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    space = style.element.nsmap["w"]
    style.element.append(
        parse_xml(
            f'<w:tblPr xmlns:w="{space}"><w:tblBorders>{sides}</w:tblBorders>'
            '<w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
        )
    )
