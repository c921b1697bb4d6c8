"""The door for programs: feeds of articles in memory; for generators a plan, links in pages, lines for the server."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.hosts.in_memory import FeedChoices as FeedChoices
    from syndicate.hosts.links import (
        Announcement as Announcement,
        announcements as announcements,
        files_for_server as files_for_server,
        head_links as head_links,
        headers_text as headers_text,
        robots_lines as robots_lines,
    )
    from syndicate.hosts.plan import Host as Host, host_plan as host_plan, open_host as open_host, told as told
else:
    __getattr__, __all__ = face(
        __name__,
        {
            "in_memory": "FeedChoices",
            "links": "Announcement announcements head_links headers_text robots_lines files_for_server",
            "plan": "host_plan open_host Host told",
        },
    )
