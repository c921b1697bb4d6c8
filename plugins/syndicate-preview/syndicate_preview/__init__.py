"""What an export would publish, as pages on 127.0.0.1; the command `syndicate preview` serves them."""
