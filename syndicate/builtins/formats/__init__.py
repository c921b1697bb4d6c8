"""A feed into documents: one standard, one file."""
