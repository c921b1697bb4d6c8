"""Parts that come with the core; they import what strangers may import."""
