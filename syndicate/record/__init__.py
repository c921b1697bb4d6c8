"""What was published, as a text file that is kept and committed: files that are ours, articles and their ids."""
