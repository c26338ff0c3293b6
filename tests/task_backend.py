"""How tests run background work: mail goes when the act is committed, all else waits its turn."""

from typing import Any

from django.db import transaction
from django_tasks_db import DatabaseBackend


class MailAtCommit(DatabaseBackend):
    """Keeps tasks in the database, as in use, but does not make every test start a worker.

    Mails are sent as soon as what they tell of is committed; a report waits for `db_worker`.
    """

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Runs the sending of mail, keeps everything else."""
        if task.name == "send_mails":
            transaction.on_commit(task.func)
            return None
        return super().enqueue(task, args, kwargs)
