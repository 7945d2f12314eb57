"""The database: engine, columns, tables, migrations, faults as sentences, and word of changes."""
