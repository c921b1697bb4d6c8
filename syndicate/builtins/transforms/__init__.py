"""Articles or a feed into others."""
