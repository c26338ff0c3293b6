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
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from followup.survey.documents.blank_form import Blank, BlankForm, BlankSection
from strategy_portal.pdf import UNPRINTABLE

_INK, _GREY = RGBColor(0x14, 0x24, 0x2B), RGBColor(0x4A, 0x5A, 0x62)
# Found in every Word, and near in tone to the portal's own Newsreader and Source Sans 3.
_SERIF, _SANS = "Georgia", "Calibri"
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
        self._set_properties(made_at)
        self._set_page()
        self._write_cover()
        for section in self.form.sections:
            self._write_section(section)
        self._write_lists()

    # --- The whole ---------------------------------------------------------------------------

    def _set_properties(self, made_at: datetime) -> None:
        about = self.document.core_properties
        about.title, about.subject = clean(self.title), "Frågorna att samla svar till"
        about.author = about.last_modified_by = "Strategiportalen"
        about.language, about.comments, about.keywords = "sv-SE", "", ""
        about.created = about.modified = made_at.replace(tzinfo=None)

    def _set_page(self) -> None:
        page = self.document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(23)
        page.top_margin, page.bottom_margin = Mm(24), Mm(22)
        page.different_first_page_header_footer = True
        page.header.paragraphs[0].text = clean(self.title)
        page.header.paragraphs[0].style = "Sidhuvud liten"
        for footer in (page.footer, page.first_page_footer):
            line = footer.paragraphs[0]
            line.style, line.alignment = "Sidhuvud liten", WD_ALIGN_PARAGRAPH.RIGHT
            line.add_run("Sida ")
            _page_field(line, "PAGE")
            line.add_run(" av ")
            _page_field(line, "NUMPAGES")

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
        _repeat_and_keep(table)
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
            paragraph.add_run(f"\t{clean(unit)}").font.color.rgb = _GREY

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


def clean(text: str) -> str:
    """Text without characters that XML or a page cannot hold."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


# --- Parts that python-docx has no words for -------------------------------------------------


def _page_field(paragraph: Any, name: str) -> None:
    """A page number of ours; `name` is PAGE or NUMPAGES, never anything that came in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


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


def _repeat_and_keep(table: Any) -> None:
    """The head is marked as such and repeated; no row is cut by a page's end."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _set_styles(document: Any) -> None:
    styles = document.styles
    _language(styles)
    normal = styles["Normal"]
    _font(normal, _SANS, 11)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
    for name, size, before, after in (
        ("Title", 32, 0, 12),
        ("Heading 1", 24, 0, 6),
        ("Heading 2", 14, 18, 4),
    ):
        style = styles[name]
        _font(style, _SERIF, size)
        style.font.bold = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        style.paragraph_format.keep_with_next = True
        _borders(style, {})
    _borders(styles["Heading 2"], {"top": (4, "CFD9DC", 6)})
    for name, font, size, colour, bold in (
        ("Ovanrad", _SANS, 11, _GREY, True),
        ("Ingress", _SERIF, 13, _INK, False),
        ("Mål", _SERIF, 12, _GREY, False),
        ("Fråga", _SANS, 11, _INK, True),
        ("Hjälp", _SANS, 10, _GREY, False),
        ("Villkor", _SANS, 10, _INK, False),
        ("I fjol", _SANS, 10, _GREY, False),
        ("Val", _SANS, 11, _INK, False),
        ("Svarsruta", _SANS, 11, _INK, False),
        ("Tabellhuvud", _SANS, 10, _GREY, True),
        ("Sidhuvud liten", _SANS, 9, _GREY, False),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, font, size, colour)
        style.font.bold = bold
    styles["Fråga"].paragraph_format.space_before = Pt(8)
    for name in ("Fråga", "Hjälp", "Villkor", "I fjol", "Tabellhuvud"):
        styles[name].paragraph_format.space_after = Pt(2)
    styles["Val"].paragraph_format.space_before = Pt(3)
    styles["I fjol"].paragraph_format.left_indent = Mm(4)
    _borders(styles["I fjol"], {"left": (12, "4A5A62", 8)})
    ring = dict.fromkeys(("top", "left", "bottom", "right"), (6, "6B7B83", 4))
    _borders(styles["Svarsruta"], ring)
    styles["Svarsruta"].paragraph_format.space_after = Pt(0)
    styles["Svarsruta"].paragraph_format.left_indent = Mm(2)
    styles["Svarsruta"].paragraph_format.right_indent = Mm(2)
    _table_style(styles)


def _font(style: Any, name: str, size: float, colour: RGBColor = _INK) -> None:
    style.font.name, style.font.size, style.font.color.rgb = name, Pt(size), colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _language(styles: Any) -> None:
    """Swedish for spelling, hyphenation and a screen reader's voice."""
    defaults = styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    defaults.append(language)


def _borders(style: Any, sides: dict[str, tuple[int, str, int]]) -> None:
    """A style's lines: by side, the width in eighths of a point, the colour, the room inside."""
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if not sides:
        return
    borders = OxmlElement("w:pBdr")
    for side, (width, colour, space) in sides.items():
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", width), ("space", space), ("color", colour)):
            line.set(qn(f"w:{name}"), str(value))
        borders.append(line)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


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
