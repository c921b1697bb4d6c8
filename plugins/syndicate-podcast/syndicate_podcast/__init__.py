"""Podcasts: RSS 2.0 with Apple's itunes tags and the tags of Podcasting 2.0, from articles with sound or film."""

from .options import FundingOptions, OwnerOptions, PodcastOptions
from .rendering import render, syndicate_formats

__all__ = ["FundingOptions", "OwnerOptions", "PodcastOptions", "render", "syndicate_formats"]
