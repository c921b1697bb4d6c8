"""An article found on the page that a generator built: its text, and what stands beside it."""
