"""A person's door: the command `syndicate`; what commands of other distributions ask, and what they print with."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.cli.asked import Asked as Asked, open_asked as open_asked, trace_of as trace_of
    from syndicate.cli.commands.diff import compared as compared
    from syndicate.cli.commands.export import (
        add_choices as add_choices,
        add_parts as add_parts,
        add_reading as add_reading,
        add_running as add_running,
    )
    from syndicate.cli.commands.watch import Watched as Watched
    from syndicate.cli.explain import Explained as Explained, explained_settings as explained_settings
    from syndicate.cli.terminal import (
        FAILED as FAILED,
        WELL as WELL,
        painted as painted,
        print_json as print_json,
        say as say,
    )
else:
    __getattr__, __all__ = face(
        __name__,
        {
            "terminal": "FAILED WELL painted print_json say",
            "commands.diff": "compared",
            "asked": "Asked open_asked trace_of",
            "commands.export": "add_choices add_parts add_reading add_running",
            "explain": "Explained explained_settings",
            "commands.watch": "Watched",
        },
    )
