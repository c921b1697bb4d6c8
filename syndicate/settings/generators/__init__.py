"""Generators that no preset reads: whose a site is, what its configuration says, where its articles lie."""
