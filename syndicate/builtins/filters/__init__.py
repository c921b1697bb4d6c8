"""Which articles stay."""
