"""What presets find: which one recognises a site, and its findings below what syndicate.yaml says."""
