"""What was published, as a text file that is kept and committed: the files of the output folder that are ours."""
