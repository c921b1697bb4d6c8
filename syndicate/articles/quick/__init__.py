"""The quick way from the text of a head to the fields of an article; `fields` is its one entry."""
