"""What an export is asked to do beside what its plan says."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What an export does where something is wrong, and whether it writes.

    strict       write nothing if any article or any value of one is at fault (StrictError), or any part fails
    against      folder or URL with feeds that tell the ids of articles where the record has none; None: the output
                 folder
    """

    strict: bool = False
    allow_empty: bool = False  # write feeds without articles
    dry_run: bool = False  # compare with the files in the output folder, write nothing
    keep_old: bool = False  # leave what an export before wrote, and this one does not write any more
    against: str | Path | None = None
    accept_new_ids: bool = False  # give articles other ids than they had, however many
    accept_withdrawals: bool = False  # withdraw articles, however many
    counts_unchosen: bool = False  # tell why articles are in no feed
