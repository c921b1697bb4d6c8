"""Publish documents: all or nothing, and only those that changed."""
