"""Complete the articles of a feed: their text, a summary, and the real sizes and types of their files."""
