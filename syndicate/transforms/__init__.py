"""A feed into another feed."""
