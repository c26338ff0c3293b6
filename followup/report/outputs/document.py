"""The report as a Word document, for those who lay it out anew or register it.

The same words and tables as the report itself. A chart stands as its finding, its drawing with an
alternative text, and its figures: the drawing to be looked at, the table to be changed and heard.
Every table has a head that repeats, and a description for screen readers.
"""

import base64
import io
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from followup.report.drawing.areas import AreaPage, Figure
from followup.report.drawing.definitions import Definitions
from followup.report.drawing.interventions import InterventionRow
from followup.report.drawing.one_page import MOST_PROPOSALS
from followup.report.drawing.pages import report_context
from followup.report.drawing.quotations import InText, Quoted
from followup.report.drawing.sources.source import Source
from followup.report.outputs.packages import made_at, repacked
from followup.report.snapshot import Snapshot
from strategy_portal.charts.pictures import picture
from strategy_portal.swedish import date_in_words
from strategy_portal.word import (
    GREY,
    INK,
    SANS,
    SERIF,
    add_styles,
    add_text,
    clean,
    heading_look,
    repeat_and_keep,
    set_page,
    set_properties,
    set_styles,
)

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The room between the margins, in mm.
_UPRIGHT, _LYING = 164.0, 251.0
# The cover's picture: how high it may be, and how wide a dot is on a screen, in mm.
_MOST_HEIGHT, _MM_A_DOT = 130.0, 25.4 / 96
_LIES_DOWN = {"annex_interventions", "annex_answers"}
_WITH_CHARTS = ("areas", "area_indicators", "area_interventions", "area_degrees")
_NOT_JUDGED = "Inte bedömt"
_COUNTED = ("Kvinnor", "Män", "Flickor", "Pojkar", "Okänt kön", "Summa")


def document(snapshot: Snapshot) -> bytes:
    """The document's bytes; the same snapshot gives the same."""
    word, moment = Document(), made_at(snapshot)
    _set_looks(word)
    _Writer(word, report_context(snapshot, paper=True)).write()
    report = snapshot["strategy"]
    set_properties(word, snapshot["title"], f"{report['title']} {report['period']}", moment)
    file = io.BytesIO()
    word.save(file)
    return repacked(file.getvalue(), moment)


def _set_looks(word: Any) -> None:
    set_styles(word)
    add_styles(
        word.styles,
        (
            ("Tabelltitel", SANS, 11, INK, True),
            ("Tabelltext", SANS, 9.5, INK, False),
            ("Mål", SERIF, 13, GREY, False),
            ("Citatkälla", SANS, 10, GREY, False),
        ),
    )
    _quote_look(word.styles)
    _table_look(word.styles)
    heading_look(word.styles["Heading 3"], 12.5, 12, 3)
    word.styles["Heading 2"].font.size = Pt(17)
    word.styles["Tabelltext"].paragraph_format.space_after = Pt(2)
    word.styles["Tabelltitel"].paragraph_format.keep_with_next = True


def _quote_look(styles: Any) -> None:
    """Word's own style for a quotation, in our serif, moved in with the line of its source."""
    heading_look(styles["Quote"], 11.5, 4, 2)
    for name in ("Quote", "Citatkälla"):
        styles[name].paragraph_format.left_indent = Mm(8)
        styles[name].paragraph_format.right_indent = Mm(8)


def _table_look(styles: Any) -> None:
    """Thin lines between the rows, a stronger one under the head, air around the words."""
    style = styles.add_style("Rapporttabell", WD_STYLE_TYPE.TABLE)
    line = '<w:{} w:val="single" w:sz="{}" w:space="0" w:color="{}"/>'
    rows = line.format("bottom", 4, "CFD9DC") + line.format("insideH", 4, "CFD9DC")
    space = f'xmlns:w="{style.element.nsmap["w"]}"'
    style.element.append(
        parse_xml(
            f"<w:tblPr {space}><w:tblBorders>{rows}</w:tblBorders><w:tblCellMar>"
            '<w:top w:w="40" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
            '<w:right w:w="110" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    head = line.format("bottom", 10, "14242B")
    style.element.append(
        parse_xml(
            f'<w:tblStylePr {space} w:type="firstRow"><w:tcPr><w:tcBorders>{head}</w:tcBorders>'
            "</w:tcPr></w:tblStylePr>"
        )
    )


class _Writer:
    """Writes the report from its cover to its sources; `context` is the templates'."""

    def __init__(self, word: Any, context: dict[str, Any]) -> None:
        self.word, self.context = word, context
        self.report: Snapshot = context["report"]
        self.areas: list[AreaPage] = context["areas"]
        self.width = _UPRIGHT

    def write(self) -> None:
        """All of it, in the report's order; Word makes a list of contents by itself."""
        set_page(self.word, self.report["title"])
        self._write_cover()
        parts = {
            "foreword": self._write_foreword,
            "one_page": self._write_one_page,
            "summary": self._write_summary,
            "how": self._write_how,
            "last_year": self._write_last_year,
            "comparison": self._write_comparison,
            "changes": self._write_changes,
            "proposals": self._write_proposals,
            "annex_interventions": self._write_every_intervention,
            "annex_answers": self._write_organisations,
            "annex_tables": self._write_tables,
            "annex_definitions": self._write_words,
            "annex_comments": self._write_comments,
            "annex_sources": self._write_sources,
        }
        for one in self.context["parts"]:
            if one.part.key == "areas":
                self._write_areas()
            elif one.part.key in parts:
                self.chapter(one.title, lies_down=one.part.key in _LIES_DOWN)
                parts[one.part.key]()

    # --- The parts ---------------------------------------------------------------------------

    def _write_cover(self) -> None:
        report = self.report
        if report["example"]:
            self.add("Exempeldata: personer, svar och siffror är påhittade.", "Ovanrad")
        self.add(f"{report['strategy']['title']} {report['strategy']['period']}", "Ovanrad")
        self.word.add_heading(clean(report["title"]), 0)
        self._write_picture()
        self.add(f"Till {report['addressee']}" if report["addressee"] else "", "Ingress")
        self.add(report["place_date"])
        if report["version"] > 1:
            self.add(f"Version {report['version']}. Rättad: {report.get('correction', '')}")
        if report["public"]:
            self.add(
                "Den här versionen är till för att publiceras. Antal under fem skrivs ”under 5”, "
                "och summor där ett sådant antal ingår skrivs ”minst”.",
                "Hjälp",
            )

    def _write_picture(self) -> None:
        """The cover's picture with its description, whole and never larger than its dots allow."""
        cover = self.report.get("cover")
        if cover is None:
            return
        room = min(_UPRIGHT, _MOST_HEIGHT * cover["width"] / cover["height"])
        width = min(room, cover["width"] * _MM_A_DOT)
        content = io.BytesIO(base64.b64decode(cover["jpeg"]))
        shape = self.word.add_picture(content, width=Mm(width))
        about = shape._inline.docPr
        about.set("name", "Omslagsbild")
        about.set("descr", clean(cover["alternative_text"]) or "Bild på omslaget")

    def _write_foreword(self) -> None:
        self._add_written_of_year("foreword", self.report["foreword"])

    def _write_one_page(self) -> None:
        self.add(_marked(self.context["lead"], self.context["cited"]["summary"]), "Ingress")
        self.table(
            "Målområdena",
            ("Målområde", "Utveckling", "Nyckeltal", "Varför"),
            [self._area_row(page) for page in self.areas],
        )
        told = self.context["one_page"]
        for title, sentences in (("Gjort", told.done), ("Inte gjort", told.not_done)):
            self.word.add_heading(title, 2)
            for sentence in sentences:
                self.add(sentence, "List Bullet")
        proposals = self.context["proposals"]
        self.word.add_heading(
            "Förslag till prioriteringar"
            if proposals
            else "Inga förslag till prioriteringar har lagts fram",
            2,
        )
        for one in proposals[:MOST_PROPOSALS]:
            self.add(_marked(one["title"], one["cited"]), "List Number")
        self.word.add_heading("Beslut", 2)
        self.add(f"Rådet föreslås besluta att {told.decision}")

    def _write_summary(self) -> None:
        self._add_written_of_year("summary", self.context["more_summary"])

    def _area_row(self, page: AreaPage) -> tuple[str, ...]:
        key, judged = page.key_figure, page.about["assessment"]
        figure = f"{key['value']} {key['text']}" if key else "Ingen siffra finns"
        development = (judged["development"] and judged["development_label"]) or _NOT_JUDGED
        reasons = page.short_reasons or "Beredningsgruppen har inte skrivit någon motivering."
        cited = page.cited
        figure = _marked(figure, cited.key_figure) if key else figure
        return page.about["title"], development, figure, _marked(reasons, cited.judgement)

    def _write_how(self) -> None:
        report, response = self.report, self.report["response"]
        answered = f"{response['answered']} av {response['invited']} organisationer svarade"
        self.add(f"{answered} på enkäten om {report['year']}.", "Ingress")
        cited = self.context["cited"]
        self._add_written_of_year("method", report.get("method", ""))
        goal = f"Strategins övergripande mål: {report['strategy']['overall_goal']}"
        self.add(_marked(goal, cited["strategy"]))
        types = [
            (one["type"], str(one["invited"]), str(one["answered"]), one["share"])
            for one in self.context["types"]
        ]
        every = str(response["invited"]), str(response["answered"]), self.context["all_share"]
        self.table(
            "Svar efter typ av aktör",
            ("Typ av aktör", "Inbjudna", "Svarade", "Andel"),
            [*types, ("Alla", *every)],
            cited=cited["survey"],
        )
        if there := response.get("inhabitants"):
            self.add(there["sentence"])
            source = f"Källa för folkmängden {there['year']}: {there['source']}"
            told = f"{source}. Andelen är egen bearbetning."
            self.add(_marked(told, cited["inhabitants"]))

    def _write_last_year(self) -> None:
        for one in self.report["last_year_priorities"]:
            self.word.add_heading(clean(one["title"]), 2)
            decided = ", ".join(
                filter(None, (one.get("decision"), date_in_words(one.get("decided_on", ""))))
            )
            cited = self.context["cited"]["decisions"]
            self.add(_marked(f"Beslut {decided}", cited) if decided else "", "Hjälp")
            self.add(one["what_became"] or "Ingen har berättat vad som hände.")
            for group in one.get("groups", []):
                self.word.add_heading(clean(group["name"]), 3)
                self.add(f"Sammankallande: {group['convener']}.", "Hjälp")
                planned = [(two["title"], two["state"]) for two in group["activities"]]
                if planned:
                    self.table("Planerat för året", ("Planerad aktivitet", "Hur det gick"), planned)
            for work in one.get("work", []):
                self.add(_said(work["title"], work["organisation"]), "List Bullet")

    def _write_comparison(self) -> None:
        for caution in self.context["cautions"]:
            self.add(caution, "List Bullet")
        years = str(self.report["last_report"]["year"]), str(self.report["year"])
        for one in self.context["beside"]:
            self.word.add_heading(clean(one.area["title"]), 2)
            self.add(one.why_not)
            rows = [(f"{row.what}. {row.note}".rstrip(". "), row.then, row.now) for row in one.rows]
            if rows:
                self.table(f"{one.area['title']} {' och '.join(years)}", ("Vad", *years), rows)

    def _write_changes(self) -> None:
        rows = [
            (
                one["row"],
                ": ".join(filter(None, (one["table"], one["what"]))),
                "Fanns inte" if one["kind"] == "added" else one["before"],
                "Borttaget" if one["kind"] == "removed" else one["after"],
            )
            for one in self.report["changes"]
        ]
        if rows:
            self.table("Ändringar", ("Var", "Vad", "Förut", "Nu"), rows)
        else:
            self.add("Inga uppgifter skiljer sig från versionen före.")

    def _write_areas(self) -> None:
        for page in self.areas:
            self.chapter(page.about["title"])
            self._write_area(page)

    def _write_area(self, page: AreaPage) -> None:
        area, judged, has = page.about, page.about["assessment"], self.context["has"]
        self.add(_marked(area["goal"], page.cited.strategy), "Mål")
        label = (judged["development"] and judged["development_label"]) or _NOT_JUDGED
        judgement = f"Beredningsgruppens bedömning: {label}"
        self.add(_marked(judgement, page.cited.judgement), "Tabelltitel")
        self.add(judged["reasons"])
        self.word.add_heading("Hur ser utvecklingen ut?", 2)
        self._write_text(page, "development")
        for row in page.figure_rows if has["area_indicators"] else ():
            for chart in row:
                self.chart(chart)
        if area["situation"]:
            self.word.add_heading("Läget när strategin skrevs", 3)
            self.add(_marked(area["situation"], page.cited.strategy))
        self.table(
            "Bedömning av varje delmål",
            ("Delmål", "Utveckling", "Varför"),
            [
                (
                    f"{one['code']} {one['title']}",
                    (one["development"] and one["development_label"]) or _NOT_JUDGED,
                    one["reasons"] or "Ingen motivering.",
                )
                for one in area["sub_goals"]
            ],
            cited=page.cited.sub_goals,
        )
        self._write_interventions(page)
        self._write_next(page)

    def _write_text(
        self, page: AreaPage, which: Literal["development", "interventions", "challenges"]
    ) -> None:
        """What Beredningsgruppen has written under a heading; reports of earlier years lack it."""
        texts = page.about.get("texts")
        if texts and self.context["has"]["area_text"]:
            self._add_written(texts[which], page.cited.texts[which], page.quotations[which])

    def _add_written_of_year(self, kind: str, text: str) -> None:
        self._add_written(text, self.context["cited"][kind], self.context["quotations"][kind])

    def _add_written(self, text: str, cited: Source | None, known: InText) -> None:
        """A text of Beredningsgruppen, and after it the number of its source."""
        add_text(self.word, text, lambda block: self._place(known.get(block)))
        if text and cited:
            self.add(_marked(f"Källa: {cited.by}", cited), "Hjälp")

    def _place(self, one: Quoted | None) -> None:
        """What stands at a mark in a text, with its source; nothing where it names nothing."""
        if one is None:
            return
        if one.row is None:
            self.add(one.about["passage"], "Quote")
            self.add(_marked(one.whose, one.cited), "Citatkälla")
        else:
            title = f"{one.row.about['title'] or 'Insats utan namn'}. {_who(one.row)}"
            counts = tuple(cell.text for cell in (*one.row.cells, one.row.total))
            self.table(title, _COUNTED, [counts], cited=one.cited)

    def _write_interventions(self, page: AreaPage) -> None:
        self.word.add_heading("Vilka insatser har genomförts?", 2)
        self._write_text(page, "interventions")
        facts = "; ".join(f"{one['value']} {one['text']}" for one in page.facts) + "."
        self.add(_marked(facts, page.cited.interventions))
        has = self.context["has"]
        for row in page.chosen if has["area_interventions"] else ():
            self.word.add_heading(clean(row.about["title"]), 3)
            self.add(_marked(_who(row), row.cited), "Hjälp")
            self.add(row.about.get("description", ""))
            self.add(row.about["effect"] or "Organisationen har inte beskrivit någon effekt.")
            counts = tuple(cell.text for cell in (*row.cells, row.total))
            self.table(f"Deltagare i {row.about['title']}", _COUNTED, [counts])
        if has["area_interventions"]:
            self.chart(page.reach)
        if has["area_degrees"]:
            self.chart(page.degrees)

    def _write_next(self, page: AreaPage) -> None:
        area = page.about
        self.word.add_heading("Nya utmaningar", 2)
        self._write_text(page, "challenges")
        for challenge in area["challenges"]:
            said = _said(challenge["text"], challenge["by"])
            self.add(_marked(said, page.cited.challenges), "List Bullet")
        if not area["challenges"]:
            self.add("Ingen har angett någon ny utmaning.")
        self.word.add_heading("Förslag på prioriteringar", 2)
        for one in page.proposals:
            said = _said(f"{one['title']}. {one['reason']}", one["by"])
            self.add(_marked(said, one["cited"]), "List Bullet")
        if not area["proposals"]:
            self.add("Ingen har föreslagit någon prioritering inom målområdet.")

    def _write_proposals(self) -> None:
        for one in self.context["proposals"]:
            self.word.add_heading(clean(f"{one['order']}. {one['title']}"), 2)
            area = one["area"].about["title"] if one["area"] else ""
            about = [area, f"delmål {one['sub_goal']}" if one["sub_goal"] else ""]
            said = _said(", ".join(filter(None, about)), one["by"])
            self.add(_marked(said, one["cited"]), "Hjälp")
            self.add(one["reason"] or "Förslaget saknar motivering.")
            if one["asked_by"]:
                self.add(one["asked_by"], "Hjälp")
            if one["weighed"]:
                self.add(f"Så vägde Beredningsgruppen: {one['weighed']}", "Hjälp")
        if not self.context["proposals"]:
            self.add("Beredningsgruppen har inte lagt fram något förslag.")

    def _write_comments(self) -> None:
        for page in self.areas:
            for one in page.about["sub_goals"]:
                if one["comments"]:
                    self.word.add_heading(clean(f"{one['code']} {one['title']}"), 2)
                for said in one["comments"]:
                    self.add(_said(said["text"], said["organisation"]), "List Bullet")

    def _write_words(self) -> None:
        words: Definitions = self.context["words"]
        answers = [(cell.text, name, text) for cell, name, text in words.answers]
        self.table("Svar som inte är samma sak", ("Tecken", "Svar", "Betydelse"), answers)
        self.table("Genomförandegrad", ("Tecken", "Steg", "Betydelse"), words.degrees)
        judged = [(name, text) for _, name, text in words.developments]
        self.table("Utveckling", ("Bedömning", "Betydelse"), judged)

    def _write_tables(self) -> None:
        """The figures of the charts, unless the chapters hold all of them."""
        if all(self.context["has"].get(part) for part in _WITH_CHARTS):
            self.add("I Word står varje tabell under sitt diagram.")
            return
        for page in self.areas:
            self.word.add_heading(clean(page.about["title"]), 2)
            for chart in (one for row in page.table_rows for one in row):
                self.table(chart.measure, chart.header, chart.rows)
                self.add(_marked(chart.source, chart.cited), "Hjälp")

    def _write_sources(self) -> None:
        self.add("Numren är de som står inom klamrar i texten.", "Hjälp")
        for part in self.context["source_parts"]:
            self.word.add_heading(clean(part.title), 2)
            for one in part.sources:
                self.add(f"[{one.number}] {one.title}. {one.words}", "Tabelltext")
        self.add(f"Rapporten gjordes {self.context['made']} ur Strategiportalen.", "Hjälp")

    def _write_every_intervention(self) -> None:
        self.add("K kvinnor, M män, F flickor, P pojkar, O okänt kön.", "Hjälp")
        for area in self.areas:
            self.word.add_heading(clean(area.about["title"]), 2)
            if area.interventions:
                self.table(
                    f"Insatser inom {area.about['title']}",
                    _INTERVENTION_HEAD,
                    [_intervention_row(row) for row in area.interventions],
                    _INTERVENTION_WIDTHS,
                )
            else:
                self.add("Ingen insats är redovisad.")

    def _write_organisations(self) -> None:
        self.table(
            "Antal insatser, eller vad organisationen svarade i stället",
            ("Organisation", "Läge", *(area.about["title"] for area in self.areas)),
            [
                (row.name, row.status, *(cell.text for cell in row.cells))
                for row in self.context["organisations"]
            ],
        )

    # --- The pieces --------------------------------------------------------------------------

    def chapter(self, title: str, *, lies_down: bool = False) -> None:
        """A heading of the first level, on a new page; the widest tables' pages lie down."""
        is_turned = self._turn(_LYING if lies_down else _UPRIGHT)
        heading = self.word.add_heading(clean(title), 1)
        heading.paragraph_format.page_break_before = not is_turned

    def _turn(self, width: float) -> bool:
        """Pages of this width from here; whether that began a new one."""
        if width == self.width:
            return False
        self.width = width
        # A table may fill its page: neither the air after it nor the paragraph that ends the
        # section may begin another.
        last = self.word.paragraphs[-1]
        if not last.runs:
            last._p.getparent().remove(last._p)
        page = self.word.add_section(WD_SECTION.NEW_PAGE)
        end = self.word.paragraphs[-1].paragraph_format
        end.line_spacing, end.space_before, end.space_after = Pt(1), Pt(0), Pt(0)
        page.orientation = WD_ORIENT.LANDSCAPE if width == _LYING else WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = page.page_height, page.page_width
        return True

    def add(self, text: str, style: str = "Normal") -> None:
        """A paragraph for each line of a text."""
        for line in clean(text).splitlines():
            if line.strip():
                self.word.add_paragraph(line, style=style)

    def chart(self, chart: Figure) -> None:
        """A chart's finding, drawing, figures and source."""
        self.word.add_heading(clean(chart.finding), 3)
        if chart.is_empty:
            self.add(chart.measure)
        else:
            self.drawing(chart)
            self.table(chart.measure, chart.header, chart.rows)
        self.add(_marked(chart.source, chart.cited), "Hjälp")

    def drawing(self, chart: Figure) -> None:
        """A chart's drawing, with what a screen reader says of it."""
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        image = io.BytesIO(picture(chart.wide))
        shown = paragraph.add_run().add_picture(image, width=Mm(self.width))
        about = shown._inline.docPr
        about.set("name", f"Diagram {about.id}")
        about.set("descr", clean(chart.alt))

    def table(
        self,
        title: str,
        header: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float] = (),
        cited: Source | None = None,
    ) -> None:
        """A table with its title above; `widths` in mm, else after what stands in the columns."""
        self.add(_marked(title, cited), "Tabelltitel")
        lines = [header, *rows]
        widths = widths or _widths(lines, self.width)
        table = self.word.add_table(rows=len(lines), cols=len(header))
        table.style, table.autofit = "Rapporttabell", False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        styles = self.word.styles
        head, body = styles["Tabellhuvud"].style_id, styles["Tabelltext"].style_id
        for number, (row, texts) in enumerate(zip(table._tbl.tr_lst, lines, strict=True)):
            for place, (cell, text) in enumerate(zip(row.tc_lst, texts, strict=True)):
                # python-docx's own way to a cell reads the whole table each time.
                paragraph = cell.p_lst[0]
                paragraph.style = body if number else head
                paragraph.add_r().text = clean(text)
                cell.width = Mm(widths[place])
        repeat_and_keep(table)
        _describe(table, title)
        self.word.add_paragraph(style="Tabelltext")


_INTERVENTION_HEAD = (
    "Insats och effekt",
    "Organisation",
    "Delmål",
    "Målgrupp",
    "Samverkan och medel",
    *("K", "M", "F", "P", "O", "Summa"),
    "Läge",
)
_INTERVENTION_WIDTHS = (50, 31, 17, 26, 36, 13, 13, 13, 13, 13, 18, 21)
# About how wide a letter of a table is, in mm, and the longest word that is not broken.
_LETTER, _LONGEST_WORD = 2.1, 18


def _widths(lines: Sequence[Sequence[str]], room: float) -> list[float]:
    """Room for each column's longest word, and the rest after how much is to be read there."""
    columns = [" ".join(one).split() or [""] for one in zip(*lines, strict=True)]
    least = [_LETTER * (min(max(map(len, words)), _LONGEST_WORD) + 1) for words in columns]
    longest = [min(max(map(len, one)), 60) for one in zip(*lines, strict=True)]
    spare = max(room - sum(least), 0)
    return [
        width + spare * reading / max(sum(longest), 1)
        for width, reading in zip(least, longest, strict=True)
    ]


def _intervention_row(row: InterventionRow) -> tuple[str, ...]:
    one = row.about
    means = [
        f"Med {', '.join(one['partners'])}." if one["partners"] else "",
        f"Medel: {', '.join(one['funding'])}" if one["funding"] else "",
    ]
    return (
        "\n".join(filter(None, (one["title"], one["effect"]))),
        one["organisation"],
        ", ".join(one["sub_goals"]) or "..",
        ", ".join(one["target_groups"]) or "..",
        " ".join(filter(None, means)) or "..",
        *(cell.text for cell in row.cells),
        row.total.text,
        one["status_label"] or "..",
    )


def _who(row: InterventionRow) -> str:
    one = row.about
    told = [
        one["organisation"],
        f"med {', '.join(one['partners'])}" if one["partners"] else "",
        f"delmål {', '.join(one['sub_goals'])}" if one["sub_goals"] else "",
        one["status_label"].lower(),
    ]
    return ", ".join(filter(None, told))


def _marked(text: str, source: Source | None) -> str:
    """A text with the number of its source after it, as in the PDF."""
    return f"{text.rstrip()} [{source.number}]" if source and text.strip() else text


def _said(text: str, by: str) -> str:
    """Words and who they are from."""
    return f"{text} ({by})" if by else text


def _describe(table: Any, text: str) -> None:
    """What a screen reader says of the table before it is read."""
    for name in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(name)
        element.set(qn("w:val"), clean(text)[:250])
        table._tbl.tblPr.append(element)
