"""TOML with the position of each value; what is plain is read without tomllib."""
