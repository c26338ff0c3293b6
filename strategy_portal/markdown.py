"""Longer texts for the report: paragraphs, lists and emphasis, written as Markdown.

Nothing else has a meaning: HTML, links, pictures, headings, code and entities stand as they were
written. A paragraph that is only a word and a number in braces, such as `{bild 3}`, keeps a place:
who shows the text may say what stands there. The text is read into blocks, from which each output
makes its own: HTML here, real paragraphs and lists in Word. A new line is a new line, as people
expect who have not read about Markdown.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# Lists within lists: deeper than this nothing is read as a list, so that no word falls out.
DEEPEST = 5
_MARKS = ("list", "emphasis", "escape", "newline")
# Nine digits are a number that every database holds.
_PLACEHOLDER = re.compile(r"\{([^\W\d_]{1,20})[ \u00a0]+([0-9]{1,9})\}")
_PARSER = MarkdownIt("zero", {"maxNesting": 100}).enable(list(_MARKS))


@dataclass(frozen=True)
class Run:
    """Words in one manner; `BREAK` is a new line within a paragraph."""

    text: str
    bold: bool = False
    italic: bool = False


BREAK = Run("\n")


@dataclass(frozen=True)
class Block:
    """A paragraph of runs, or a list of items, each of which is blocks.

    `start` is a numbered list's first number. A placeholder is a paragraph of the text itself, not
    of a list, that is only `word` (in small letters) and `number`; its runs are what was written.
    """

    kind: Literal["paragraph", "bullets", "numbers", "placeholder"]
    runs: tuple[Run, ...] = ()
    items: tuple[tuple["Block", ...], ...] = ()
    start: int = 1
    word: str = ""
    number: int = 0

    @property
    def words(self) -> str:
        """What a paragraph says, without its marks."""
        return "".join(run.text for run in self.runs)

    @property
    def mark(self) -> str:
        """What a placeholder is called, "{bild 3}", however its capitals were written."""
        return f"{{{self.word} {self.number}}}"


# What stands at a placeholder; None where it names nothing, which leaves the paragraph out.
Placed = Callable[[Block], SafeString | None]


def blocks(text: str) -> tuple[Block, ...]:
    """A text's paragraphs and lists, in order."""
    tokens = _PARSER.parse(text)
    if any(token.level > 2 * DEEPEST for token in tokens):
        return _as_lines(text)
    return tuple(_blocks(iter(tokens)))


def _as_lines(text: str) -> tuple[Block, ...]:
    """Each line a paragraph, exactly as written."""
    lines = [line for line in text.splitlines() if line.strip()]
    return tuple(Block("paragraph", (Run(line),)) for line in lines)


def _blocks(tokens: Iterator[Token], end: str = "") -> Iterator[Block]:
    """The blocks up to the token `end`."""
    for token in tokens:
        if token.type == end:
            return
        if token.type == "inline":
            yield _paragraph(token, is_placed=not end)
        elif token.type == "bullet_list_open":
            yield Block("bullets", items=tuple(_items(tokens, "bullet_list_close")))
        elif token.type == "ordered_list_open":
            start = token.attrGet("start")  # only where it is not 1
            items = tuple(_items(tokens, "ordered_list_close"))
            yield Block("numbers", items=items, start=1 if start is None else int(start))


def _paragraph(token: Token, *, is_placed: bool) -> Block:
    runs = tuple(_runs(token.children or []))
    if is_placed and (found := _PLACEHOLDER.fullmatch(token.content)):
        word, number = found.groups()
        return Block("placeholder", runs, word=word.lower(), number=int(number))
    return Block("paragraph", runs)


def _items(tokens: Iterator[Token], end: str) -> Iterator[tuple[Block, ...]]:
    for token in tokens:
        if token.type == end:
            return
        if token.type == "list_item_open":
            yield tuple(_blocks(tokens, "list_item_close"))


def _runs(children: Sequence[Token]) -> Iterator[Run]:
    bold = italic = 0
    for token in children:
        if token.type in {"softbreak", "hardbreak"}:
            yield BREAK
        elif token.type in {"strong_open", "strong_close"}:
            bold += token.nesting
        elif token.type in {"em_open", "em_close"}:
            italic += token.nesting
        elif token.content:
            yield Run(token.content, bool(bold), bool(italic))


def to_html(text: str, placed: Placed | None = None) -> SafeString:
    """A text as HTML of p, ul, ol, li, br, strong and em; every word of it is escaped.

    `placed` gives what stands at a placeholder; without it that is a paragraph like the others.
    """
    return _html(blocks(text), placed)


def _html(parts: Sequence[Block], placed: Placed | None = None) -> SafeString:
    return format_html_join("\n", "{}", ((_block_html(one, placed),) for one in parts))


def _block_html(block: Block, placed: Placed | None = None) -> SafeString:
    if block.kind == "placeholder" and placed:
        return conditional_escape(placed(block) or "")
    if block.kind in {"paragraph", "placeholder"}:
        return format_html("<p>{}</p>", _runs_html(block.runs))
    items = format_html_join("", "<li>{}</li>", ((_item_html(one),) for one in block.items))
    if block.kind == "bullets":
        return format_html("<ul>{}</ul>", items)
    if block.start == 1:
        return format_html("<ol>{}</ol>", items)
    return format_html('<ol start="{}">{}</ol>', block.start, items)


def _item_html(parts: tuple[Block, ...]) -> SafeString:
    """A list's item; a first paragraph needs no element of its own."""
    if parts and parts[0].kind == "paragraph":
        return format_html("{}{}", _runs_html(parts[0].runs), _html(parts[1:]))
    return _html(parts)


def _runs_html(runs: Sequence[Run]) -> SafeString:
    return format_html_join("", "{}", ((_run_html(one),) for one in runs))


def _run_html(run: Run) -> SafeString:
    if run == BREAK:
        return mark_safe("<br>")
    html = format_html("{}", run.text)
    if run.italic:
        html = format_html("<em>{}</em>", html)
    return format_html("<strong>{}</strong>", html) if run.bold else html


def escaped(text: str) -> str:
    """Words from elsewhere to stand in a text as they are: no mark in them has a meaning."""
    return re.sub(r"([\\*_])", r"\\\1", text)


def plain(text: str) -> str:
    """The words without their marks, a paragraph or item a line; for where only words have room."""
    return "\n".join(_lines(blocks(text)))


def _lines(parts: Sequence[Block]) -> Iterator[str]:
    for block in parts:
        if block.kind in {"paragraph", "placeholder"}:
            yield block.words
        for item in block.items:
            yield from _lines(item)
