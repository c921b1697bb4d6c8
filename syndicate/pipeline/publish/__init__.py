"""Documents into their places: all or nothing, only what changed."""
