"""Built-in presets and sources for the sites of generators, one generator a package."""
