"""The short way from the text of a head to an article."""
