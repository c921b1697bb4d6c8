"""A person's door: the command `syndicate`."""
