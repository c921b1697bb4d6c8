"""Feeds of the blog posts and dated pages of a MkDocs site, written by its own build."""
