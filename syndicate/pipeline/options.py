"""What an export is asked to do beside what its plan says."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What an export does where something is wrong, and whether it writes.

    strict       write nothing if any article or any value of one is at fault (StrictError), or any part fails
    allow_empty  write feeds without articles
    dry_run      compare with the files in the output folder, write nothing
    keep_old     leave what an export before wrote, and this one does not write any more
    against      folder or URL with feeds that tell the ids of articles where the record has none; None: the output
                 folder
    accept_new_ids      give articles other ids than they had, however many
    accept_withdrawals  withdraw articles, however many
    counts_unchosen     tell why articles are in no feed
    """

    strict: bool = False
    allow_empty: bool = False
    dry_run: bool = False
    keep_old: bool = False
    against: str | Path | None = None
    accept_new_ids: bool = False
    accept_withdrawals: bool = False
    counts_unchosen: bool = False
