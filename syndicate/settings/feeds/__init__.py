"""Feeds as settings and options ask for them."""
