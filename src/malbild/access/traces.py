"""What an emptied table leaves on disk, and how it is taken away.

On SQLite deleted bytes are overwritten (`secure_delete`), but the write-ahead log keeps every page as it was until the
log is truncated. On PostgreSQL a deleted row stands in its file until the table is vacuumed; the server's own log
segments, replicas and archives are beyond us, and docs/reliability.md says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import DatabaseError, connection, models

_PATIENCE = "200ms"  # nobody in a room waits longer for a lock of ours


def truncate_log() -> bool:
    """Write SQLite's log into the database file and cut it to nothing; False when a reader or writer holds it.

    Waits for nobody: with others at work it gives up at once, and the worker tries again. Call outside a transaction.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("pragma busy_timeout")
        waits = int(cursor.fetchone()[0])
        cursor.execute("pragma busy_timeout = 0")
        try:
            cursor.execute("pragma wal_checkpoint(truncate)")
            return int(cursor.fetchone()[0]) == 0
        except DatabaseError:  # locked by another connection
            return False
        finally:
            cursor.execute(f"pragma busy_timeout = {waits}")


def sweep(tables: Iterable[type[models.Model]]) -> bool:
    """The worker's round: take away what is left of deleted rows of the tables; False when it must be tried again."""
    if connection.vendor == "sqlite":
        log = Path(f"{connection.settings_dict['NAME']}-wal")
        return not log.exists() or log.stat().st_size == 0 or truncate_log()
    names = [m._meta.db_table for m in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_stat_user_tables where relname = any(%s) and n_dead_tup > 0 order by 1", [names]
        )
        left = [row[0] for row in cursor.fetchall()]
        try:
            cursor.execute(f"set lock_timeout = '{_PATIENCE}'")
            for name in left:  # a new file without the dead rows; the tables are small
                cursor.execute(f"vacuum (full, analyze) {connection.ops.quote_name(name)}")
        except DatabaseError:
            return False
        finally:
            cursor.execute("reset lock_timeout")
    return True
