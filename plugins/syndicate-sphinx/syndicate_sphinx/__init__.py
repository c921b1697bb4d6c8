"""Feeds of the dated pages of a Sphinx project, and of ABlog's posts, written by its own build."""

from .extension import setup

__all__ = ["setup"]
