"""The demonstration's settings, with what would slow tests down or leave traces turned off."""

import os
import tempfile

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("EMAIL_URL", "memory://")
os.environ.setdefault("MEDIA_ROOT", tempfile.mkdtemp(prefix="portal-files-"))

from strategy_portal.settings import *  # noqa: F403  (the environment comes first)

TASKS = {"default": {"BACKEND": "tests.task_backend.MailAtCommit", "QUEUES": ["default"]}}
# Nobody listens there: a test that wants a source starts one and says where.
KOLADA_URL = SCB_URL = "http://127.0.0.1:9"
SOURCE_TIMEOUT, SOURCE_PAUSE = 0.5, 0.0
WHITENOISE_AUTOREFRESH = True  # do not read every static file for each client

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in use: several threads and a live server meet at the same database. A server
    # that is made before the test database must not take it to be in memory: it would share one
    # connection between all its threads.
    _file = os.path.join(tempfile.gettempdir(), f"portal-test-{os.getpid()}.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": _file}  # noqa: F405
    if DATABASES["default"]["NAME"] == ":memory:":  # noqa: F405
        DATABASES["default"]["NAME"] = _file  # noqa: F405
if "SECONDS_TO_WAIT" in os.environ:  # a test of what happens when the wait is over
    _wait = int(os.environ["SECONDS_TO_WAIT"])
    DATABASES["default"]["OPTIONS"] |= (  # noqa: F405
        {"timeout": _wait}
        if DATABASES["default"]["ENGINE"].endswith("sqlite3")  # noqa: F405
        else {"options": f"-c lock_timeout={_wait}s"}
    )
