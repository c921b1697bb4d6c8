"""A site of articles that Django keeps, and its feeds."""
