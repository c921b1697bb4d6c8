"""Articles as rows of SQLite, sequences of them, bytes in a spool: memory stays bounded."""
