"""Work of an export that other processes share: those of this machine, or the workers of a cluster."""
