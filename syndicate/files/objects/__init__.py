"""Objects of a bucket as files of a site: listed, read, and written on a condition."""
