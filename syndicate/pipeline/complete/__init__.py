"""What articles get that reach a feed: their text, a summary, and what is true of their files."""
