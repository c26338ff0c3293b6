"""Longer texts: paragraphs, lists and emphasis mean something, and nothing else does."""

import re
import time

import pytest
from django.utils.safestring import SafeString, mark_safe

from strategy_portal.markdown import Block, Run, blocks, plain, to_html

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[klicka](javascript:alert(1))",
    "![bild](file:///etc/passwd)",
    "<https://example.org>",
    "https://example.org/",
    "&lt;script&gt; &amp; &#60;",
    "`kod`",
    "[a]: http://example.org 'b'",
    '**<b onclick="x">fet</b>**',
)


def test_a_text_has_paragraphs_lists_and_emphasis():
    text = (
        "Det går **framåt**, *men* långsamt.\nPå två håll.\n\n- språk\n- arbete\n\n3. tre\n4. fyra"
    )

    assert to_html(text) == (
        "<p>Det går <strong>framåt</strong>, <em>men</em> långsamt.<br>På två håll.</p>\n"
        "<ul><li>språk</li><li>arbete</li></ul>\n"
        '<ol start="3"><li>tre</li><li>fyra</li></ol>'
    )
    assert plain(text) == "Det går framåt, men långsamt.\nPå två håll.\nspråk\narbete\ntre\nfyra"


def test_a_list_may_stand_in_a_list_and_hold_paragraphs():
    assert to_html("- bostad\n  - hyresrätt\n\n  Nytt stycke.") == (
        "<ul><li>bostad<ul><li>hyresrätt</li></ul>\n<p>Nytt stycke.</p></li></ul>"
    )


def test_the_blocks_are_what_every_output_is_made_of():
    assert blocks("Så **är** det.\n\n1. ett") == (
        Block("paragraph", (Run("Så "), Run("är", bold=True), Run(" det."))),
        Block("numbers", items=((Block("paragraph", (Run("ett"),)),),)),
    )


@pytest.mark.parametrize("text", ["# Rubrik", "> citat", "---", "    kod", "a_b_c", "2 * 3 * 4"])
def test_other_marks_stand_as_they_were_written(text):
    assert to_html(text) == f"<p>{text.strip().replace('>', '&gt;')}</p>"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_word_becomes_markup(text):
    html = to_html(f"{text}\n\n- {text}")

    assert set(re.findall(r"<(\w+)", html)) <= {"p", "ul", "li", "strong"}
    assert not re.search(r"<[^>]*=", html)


@pytest.mark.parametrize("text", ["- " * 400 + "ord", "1. " * 300 + "ord", "  " * 900 + "- ord"])
def test_no_word_falls_out_of_a_list_that_is_too_deep(text):
    assert "ord" in to_html(text)


@pytest.mark.parametrize("text", ["*a " * 6600, "**a*" * 5000, "*_" * 10_000, "- a\n" * 5000])
def test_the_longest_text_of_marks_is_read_in_time(text):
    began = time.process_time()
    to_html(text)

    assert time.process_time() - began < 10


# --- Placeholders --------------------------------------------------------------------------------


def stands(block: Block) -> SafeString | None:
    """What a caller gives: a rule at "bild 3", nothing at any other."""
    return mark_safe("<hr>") if (block.word, block.number) == ("bild", 3) else None


def test_a_paragraph_that_is_only_a_word_and_a_number_keeps_a_place():
    text = "Före.\n\n {Bild  3} \n\n{bild 4}\n\nEfter."

    assert to_html(text, stands) == "<p>Före.</p>\n<hr>\n\n<p>Efter.</p>"
    assert to_html(text) == "<p>Före.</p>\n<p>{Bild  3}</p>\n<p>{bild 4}</p>\n<p>Efter.</p>"
    assert plain(text) == "Före.\n{Bild  3}\n{bild 4}\nEfter."
    assert blocks("{bild 3}") == (Block("placeholder", (Run("{bild 3}"),), word="bild", number=3),)


@pytest.mark.parametrize(
    "text",
    [
        *("{bild}", "{3}", "{ bild 3 }", "{bild -3}", "{bild ³}", "{bild 1234567890}"),
        *("{<b> 3}", "{bild_a 3}", "*{bild 3}*", r"\{bild 3}"),
        *("{bild 3} och", "{bild 3}\n{bild 4}", "- {bild 3}"),
    ],
)
def test_anything_else_in_braces_stands_as_it_was_written(text):
    assert not any(block.kind == "placeholder" for block in blocks(text))
    assert "{" in to_html(text, stands)
