"""Files of a site that are opened without waiting."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from syndicate.files import open_regular

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipe lies in a folder there")


def test_only_a_regular_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    for name in ("file", "link"):
        with open_regular(tmp_path / name) as file:
            assert file.read() == b"text"
    with pytest.raises(OSError, match="is not a regular file"):
        open_regular(tmp_path / "pipe")
    with pytest.raises(IsADirectoryError):
        open_regular(tmp_path)
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "nothing")
    with pytest.raises(OSError, match=r"symbolic links"):
        open_regular(tmp_path / "link", follows_links=False)
