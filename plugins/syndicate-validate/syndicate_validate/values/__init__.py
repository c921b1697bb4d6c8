"""What a value may be. Each function judges one, and is called by its word in the tables."""

from syndicate_validate.values import dates as dates, numbers as numbers, text as text, urls as urls
