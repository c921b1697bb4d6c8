import subprocess
from pathlib import Path

import syndicate_git_dates
from syndicate.testing import check_plugin


def test_it_keeps_the_promises(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "Add a"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    check_plugin(syndicate_git_dates, root=tmp_path)
