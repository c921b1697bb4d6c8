"""A person's door: the command `syndicate`, and what commands of other distributions print with."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.cli.terminal import (
        FAILED as FAILED,
        WELL as WELL,
        painted as painted,
        print_json as print_json,
        say as say,
    )
else:
    __getattr__, __all__ = face(__name__, {"terminal": "FAILED WELL painted print_json say"})
