"""What a PostgreSQL database is beside its rows, and taking its rows away, so that it can be used again."""

from typing import Any

import psycopg

VERSION = "alembic_version"
_SHAPE = f"""
    SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
        SELECT concat_ws(' ', tgrelid::regclass, tgenabled, pg_get_triggerdef(oid)) AS line
            FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull, attisdropped)
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', relname, relkind, relowner, relacl, reloptions, relrowsecurity, relforcerowsecurity)
            FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', adrelid::regclass, adnum, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
        UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', ev_class::regclass, rulename, ev_enabled, pg_get_ruledef(oid)) FROM pg_rewrite
        UNION ALL SELECT concat_ws(' ', evtname, evtevent, evtenabled) FROM pg_event_trigger
        UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', setrole, setconfig) FROM pg_db_role_setting
            JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
        UNION ALL SELECT version_num FROM {VERSION}
    ) AS lines
"""
# What PostgreSQL itself writes beside a row that it writes anew: cheap, and no definition stays as it was under it.
_CATALOGS = ("class", "attribute", "attrdef", "index", "trigger", "rewrite", "proc", "constraint", "event_trigger")
_WRITTEN = " UNION ALL ".join(
    f"SELECT '{name}', count(*)::text, sum(xmin::text::bigint)::text FROM pg_{name}" for name in _CATALOGS
)
_WRITTEN += f"""
    UNION ALL SELECT 'setting', setrole::text, setconfig::text FROM pg_db_role_setting
        JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
    UNION ALL SELECT 'version', version_num, '' FROM {VERSION}
"""
_EMPTY = f"""
    DO $$ DECLARE name text; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND relname <> '{VERSION}' AND pg_relation_size(oid) > 0
        LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
        PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
    END $$
"""


def shape(connection: "psycopg.Connection[Any]") -> str:
    """Tables, columns, indexes, triggers, rules, functions, constraints, settings and version, as one digest."""
    return str(connection.execute(_SHAPE.encode()).fetchone())


def written(connection: "psycopg.Connection[Any]") -> list[tuple[str, ...]]:
    """Another answer than before: some definition was written since; whether it is another one, `shape` says."""
    return connection.execute(_WRITTEN.encode()).fetchall()


def empty(connection: "psycopg.Connection[Any]") -> None:
    """No row but the version's, whatever guards the rows have; numbers begin at one again."""
    connection.execute(_EMPTY.encode())
