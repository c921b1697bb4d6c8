"""Markdown into HTML, in the dialect of each generator; of a summary's Markdown only the beginning."""
