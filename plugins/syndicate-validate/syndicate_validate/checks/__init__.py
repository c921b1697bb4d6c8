"""What standards say of elements beside the tables. Each function judges one that ends, and is called by its word there."""

from syndicate_validate.checks import (
    atom as atom,
    extensions as extensions,
    rss as rss,
    sitemaps as sitemaps,
    websub as websub,
)
