"""Write the feeds of a database into a folder that a web server serves; files whose bytes stay the same are not touched.

Run it by cron, every ten minutes:

    */10 * * * * /srv/ledger/.venv/bin/python /srv/ledger/write_feeds.py /srv/ledger/ledger.db /srv/www
"""

import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime

from syndicate import Article, Author, Site, feed_documents, publish

SITE = Site(title="The Ledger", url="https://ledger.example/", language="en", authors=(Author(name="The Desk"),))
NEWEST = """
    SELECT slug, title, published_at, html FROM posts
    WHERE status = 'published' AND published_at <= ? ORDER BY published_at DESC LIMIT 20
"""


def articles(database: str, now: datetime) -> list[Article]:
    """Return the newest twenty articles that are out at *now*."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute(NEWEST, [now.isoformat()]).fetchall()
    return [
        Article(
            title=title,
            url=f"https://ledger.example/{slug}/",
            published_at=datetime.fromisoformat(published_at),
            content_html=html,
        )
        for slug, title, published_at, html in rows
    ]


def main(database: str, folder: str) -> None:
    """Write the feeds, all of them or none, and say what has changed."""
    now = datetime.now(UTC)
    found = articles(database, now)
    documents = [
        document
        for format_name in ("rss", "atom", "json")
        for document in feed_documents(found, SITE, format_name, content="full", now=now)
    ]
    for file in publish(documents, folder):
        print(f"{file.path}: {file.state}")


if __name__ == "__main__":
    main(*sys.argv[1:])
