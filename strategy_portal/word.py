"""Word documents: what all of ours share. Real headings, tables with heads, Swedish, page numbers.

Every word from a person goes in as text of a run, which Word never reads as a field or markup.
There are no macros and nothing is fetched; the only fields are our own page numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from strategy_portal.markdown import BREAK, Block, Run, blocks
from strategy_portal.pdf import UNPRINTABLE

INK, GREY = RGBColor(0x14, 0x24, 0x2B), RGBColor(0x4A, 0x5A, 0x62)
# How many characters the format lets a property have.
_PROPERTY = 255
# Found in every Word, and near in tone to the portal's own Newsreader and Source Sans 3.
SERIF, SANS = "Georgia", "Calibri"

# A style of our own: its name, font, size in points, colour and whether it is bold.
Look = tuple[str, str, float, RGBColor, bool]


def clean(text: str) -> str:
    """Text without characters that XML or a page cannot hold."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def add_text(document: Any, text: str, place: Callable[[Block], None] | None = None) -> None:
    """A text of ours (`strategy_portal.markdown`) as Word's own paragraphs, lists and emphasis.

    `place` writes what stands at a placeholder; without it that is a paragraph like the others.
    """
    for block in blocks(clean(text)):
        if block.kind == "placeholder" and place:
            place(block)
        else:
            _add_block(document, block, depth=1)


def _add_block(document: Any, block: Block, *, depth: int, style: str = "Normal") -> None:
    if block.kind in {"paragraph", "placeholder"}:
        _add_runs(document.add_paragraph(style=style), block.runs)
        return
    item_style = _at(depth, "List Bullet" if block.kind == "bullets" else "List Number")
    number = _numbering(document, item_style, block.start) if block.kind == "numbers" else None
    for item in block.items:
        first, rest = item[:1], item[1:]
        paragraph = document.add_paragraph(style=item_style)
        if number is not None:
            _number(paragraph, number)
        if first and first[0].kind == "paragraph":
            _add_runs(paragraph, first[0].runs)
        else:
            rest = item
        for one in rest:
            _add_block(document, one, depth=depth + 1, style=_at(depth, "List Continue"))


def _at(depth: int, style: str) -> str:
    """Word's own style for a list within lists; it has three of each."""
    return style if depth == 1 else f"{style} {min(depth, 3)}"


def _add_runs(paragraph: Any, runs: Sequence[Run]) -> None:
    for run in runs:
        if run == BREAK:
            paragraph.add_run().add_break()
            continue
        added = paragraph.add_run(run.text)
        added.bold, added.italic = run.bold or None, run.italic or None


def _numbering(document: Any, style: str, start: int) -> int:
    """A numbering of its own for one list, so that it does not go on from the list before."""
    known = document.part.numbering_part.numbering_definitions._numbering
    own = document.styles[style].element.pPr.numPr.numId.val
    number = known.add_num(known.num_having_numId(own).abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    return int(number.numId)


def _number(paragraph: Any, number: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, number


def set_properties(document: Any, title: str, subject: str, made_at: datetime) -> None:
    """What the file says of itself."""
    about = document.core_properties
    about.title, about.subject = (clean(one)[:_PROPERTY] for one in (title, subject))
    about.author = about.last_modified_by = "Strategiportalen"
    about.language, about.comments, about.keywords = "sv-SE", "", ""
    about.created = about.modified = made_at.replace(tzinfo=None)


def set_page(document: Any, title: str) -> None:
    """A4 with the title above every page but the first, and the page's number below."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(23)
    page.top_margin, page.bottom_margin = Mm(24), Mm(22)
    page.different_first_page_header_footer = True
    page.header.paragraphs[0].text = clean(title)
    page.header.paragraphs[0].style = "Sidhuvud liten"
    for footer in (page.footer, page.first_page_footer):
        line = footer.paragraphs[0]
        line.style, line.alignment = "Sidhuvud liten", WD_ALIGN_PARAGRAPH.RIGHT
        line.add_run("Sida ")
        _page_field(line, "PAGE")
        line.add_run(" av ")
        _page_field(line, "NUMPAGES")


def _page_field(paragraph: Any, name: str) -> None:
    """A page number of ours; `name` is PAGE or NUMPAGES, never anything that came in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def repeat_and_keep(table: Any) -> None:
    """The head is marked as such and repeated; no row is cut by a page's end."""
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def set_styles(document: Any) -> None:
    """The language, and the looks that every document has."""
    styles = document.styles
    _language(styles)
    normal = styles["Normal"]
    _font(normal, SANS, 11)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
    for name, size, before, after in (
        ("Title", 32, 0, 12),
        ("Heading 1", 24, 0, 6),
        ("Heading 2", 14, 18, 4),
    ):
        heading_look(styles[name], size, before, after)
    add_styles(
        styles,
        (
            ("Ovanrad", SANS, 11, GREY, True),
            ("Ingress", SERIF, 13, INK, False),
            ("Hjälp", SANS, 10, GREY, False),
            ("Tabellhuvud", SANS, 10, GREY, True),
            ("Sidhuvud liten", SANS, 9, GREY, False),
        ),
    )
    for name in ("Hjälp", "Tabellhuvud"):
        styles[name].paragraph_format.space_after = Pt(2)


def heading_look(style: Any, size: float, before: float, after: float) -> None:
    """A heading in our serif that stays with what follows; room before and after in points."""
    _font(style, SERIF, size)
    style.font.bold = style.font.italic = False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.keep_with_next = True
    borders(style, {})


def add_styles(styles: Any, looks: Iterable[Look]) -> None:
    """Styles of our own, each built on "Normal"."""
    for name, font, size, colour, bold in looks:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _font(style, font, size, colour)
        style.font.bold = bold


def _font(style: Any, name: str, size: float, colour: RGBColor = INK) -> None:
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


def borders(style: Any, sides: dict[str, tuple[int, str, int]]) -> None:
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
