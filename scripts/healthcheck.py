"""Asks the web server beside it whether it is well; the container's health check.

Leaves with 0 when /halsa/ answers 200, else with 1. The question carries the first name in
ALLOWED_HOSTS, since production answers no other.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

PORT = 8000


def is_well(port: int) -> bool:
    """Whether the server on this port answers 200 within four seconds."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".*") or "localhost"
    connection = HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", "/halsa/", headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_well(int(sys.argv[1]) if len(sys.argv) > 1 else PORT))
