"""RSS, Atom, JSON Feed, sitemaps and outlines judged by their standards, as the command `syndicate validate` does."""
