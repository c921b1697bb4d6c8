"""What an export before left and what spares work; it may be thrown away."""
