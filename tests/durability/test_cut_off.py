"""What is cut off on its way is not taken for the whole (fault X22): nothing of it is kept, and the
page's retry saves all of it."""

import http.client
import json
import socket
import uuid
from urllib.parse import urlencode

from tests.durability.server import Portal
from tests.durability.test_saves import STORED

TEXT = "Vi startade språkstöd i hemtjänsten. " * 20


def save_of(portal: Portal, save_id: uuid.UUID) -> bytes:
    """The body of a save as the page sends it; the text comes last."""
    data = {"key": portal.keys[0], "base": "0", "save_id": str(save_id), "value": TEXT}
    return urlencode(data).encode()


def send(portal: Portal, body: bytes, announced: int) -> socket.socket:
    """Announce so many bytes of a save and send these."""
    head = [
        f"POST {portal.path}spara/ HTTP/1.1",
        f"Host: 127.0.0.1:{portal.port}",
        f"Content-Length: {announced}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in portal.headers().items()),
    ]
    line = socket.create_connection(("127.0.0.1", portal.port), timeout=20)
    line.sendall("\r\n".join([*head, "", ""]).encode() + body)
    return line


def answer_on(line: socket.socket) -> tuple[int, str]:
    """The status and the page that came back."""
    with line, http.client.HTTPResponse(line) as response:
        response.begin()
        return response.status, response.read().decode()


def test_half_a_save_is_no_save(portal):
    portal.start()
    save_id = uuid.uuid4()
    body = save_of(portal, save_id)
    line = send(portal, body[:-100], len(body))
    line.shutdown(socket.SHUT_WR)
    status, page = answer_on(line)

    assert status == 400
    assert "Allt kom inte fram" in page
    assert json.loads(portal.run(STORED))["revisions"] == []
    # The page sends the same save again, and now all of it is stored.
    assert portal.save(portal.keys[0], TEXT, 0, save_id)[0] == 200
    assert json.loads(portal.run(STORED))["revisions"] == [[str(save_id), 1, TEXT.strip()]]
