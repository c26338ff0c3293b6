"""What is sent counts only when all of it has come: uploads, texts, whatever they are cut at."""

import io

import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.test import RequestFactory

from strategy_portal import views
from strategy_portal.arrival import Arriving, CutOffError, whole


class Network(io.BytesIO):
    """A body that comes a few bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 7))


def test_all_that_comes_is_read_as_it_was_sent():
    body = b"first\nsecond line\n\nlast"
    assert Arriving(Network(body), len(body)).read() == body
    read = Arriving(Network(body), len(body))
    assert [read.readline(), read.read(3), read.readline(), read.readline()] == [
        b"first\n",
        b"sec",
        b"ond line\n",
        b"\n",
    ]
    assert [read.readline(2), read.readline(), read.read(), read.readline()] == [
        b"la",
        b"st",
        b"",
        b"",
    ]


def test_more_than_was_announced_is_left():
    assert Arriving(Network(b"0123456789ab"), 10).read() == b"0123456789"


@pytest.mark.parametrize("cut", [0, 1, 7, 8, 20])
def test_less_than_was_announced_is_refused(cut):
    with pytest.raises(CutOffError):
        Arriving(Network(b"x" * cut), 21).read()


def test_a_line_that_does_not_come_is_refused():
    body = Arriving(Network(b"no end"), 21)
    with pytest.raises(CutOffError):
        body.readline() + body.readline()


def test_a_file_that_is_cut_off_anywhere_is_no_file():
    """Django itself takes what came of a file for all of it."""
    sent = RequestFactory().post("/", {"file": io.BytesIO(b"%PDF " * 60), "name": "plan"})
    body = sent.body
    seen: list[bytes] = []

    class Reading(WSGIHandler):
        def __call__(self, environ, _start):
            files = WSGIRequest(environ).FILES
            seen.append(files["file"].read() if files else b"")
            return []

    def send(length: int) -> None:
        environ = sent.environ | {"wsgi.input": io.BytesIO(body[:length])}
        whole(Reading())(environ, None)

    for length in range(0, len(body) - 1, 13):
        with pytest.raises(CutOffError):
            send(length)
    assert seen == []
    send(len(body))
    assert seen == [b"%PDF " * 60]


def test_the_page_says_what_happened(rf):
    response = views.bad_request(rf.post("/"), CutOffError())
    assert response.status_code == 400
    assert "Inget av det har sparats." in response.content.decode()
