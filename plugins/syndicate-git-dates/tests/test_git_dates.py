"""Dates from real repositories, made by git in a folder of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import syndicate_git_dates as git_dates
from syndicate import UNDATED, Article, ArticleError, Origin, Site, TransformContext, UsageError
from syndicate_git_dates import Options

BODY = "".join(f"line {number}\n" for number in range(20))


def day(number: int, hour: int = 12) -> datetime:
    return datetime(2024, 1, number, hour, tzinfo=UTC)


class Checkout:
    """A repository whose commits are made at the dates that the test names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, at: datetime | None = None) -> str:
        # Nothing of the machine's or the user's configuration is to be of weight here.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "protocol.file.allow=always"]
        if at is not None:
            environment |= {"GIT_AUTHOR_DATE": at.isoformat(), "GIT_COMMITTER_DATE": day(31).isoformat()}
        command = ["git", *who, *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=environment, check=True, capture_output=True, text=True
        ).stdout

    def write(self, path: str, text: str = BODY) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def commit(self, at: datetime, subject: str = "Write") -> str:
        """Commit everything that differs, and return the commit's id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject, at=at)
        return self.git("rev-parse", "HEAD").strip()

    def write_commit(self, raw: str) -> None:
        """Make the commit *raw* HEAD, however odd it is."""
        file = self.folder.parent / "commit"
        file.write_text(raw)
        name = self.git("hash-object", "-t", "commit", "-w", "--literally", str(file)).strip()
        self.git("update-ref", "HEAD", name)


def make_program(folder: Path) -> tuple[Path, Path]:
    """Return a file that is there once the program has run, and the program."""
    ran, program = folder / "ran", folder / "program"
    program.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    program.chmod(0o755)
    return ran, program


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "site")


def article(path: str, published_at: datetime = UNDATED, **fields: Any) -> Article:
    url = "https://news.example.org/tides"
    return Article(title="Tides", url=url, published_at=published_at, origin=Origin(path=path), **fields)


def dated(root: Path, *articles: Article, **options: Any) -> list[tuple[datetime, datetime | None]]:
    context = TransformContext(root=str(root), site=Site(title="The Ledger", url="https://news.example.org/"))
    found = git_dates.prepare(articles, context, Options(**options))
    return [(article.published_at, article.updated_at) for article in found]


def test_an_undated_article_takes_its_dates_from_the_first_commit_and_the_last(checkout: Checkout) -> None:
    for number in (3, 5, 9):
        checkout.write("tides.md", BODY + str(number))
        checkout.commit(day(number))
    assert dated(checkout.folder, article("tides.md")) == [(day(3), day(9))]


def test_a_file_that_was_committed_once_was_never_changed(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    assert dated(checkout.folder, article("tides.md")) == [(day(3), None)]
    assert dated(checkout.folder, article("tides.md", day(1))) == [(day(1), None)]


def test_a_date_that_the_article_has_is_kept(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.write("tides.md", "other")
    checkout.commit(day(9))
    assert dated(checkout.folder, article("tides.md", day(1))) == [(day(1), day(9))]
    assert dated(checkout.folder, article("tides.md", day(1), updated_at=day(2))) == [(day(1), day(2))]


def test_override_replaces_an_updated_at_of_the_article_s_own(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    kept = article("tides.md", day(1), updated_at=day(2))
    assert dated(checkout.folder, kept, override=True) == [(day(1), day(2))]
    checkout.write("tides.md", "other")
    checkout.commit(day(9))
    assert dated(checkout.folder, kept, override=True) == [(day(1), day(9))]


@pytest.mark.parametrize(("min_seconds", "updated_at"), [(3600, day(3, 13)), (3601, None)])
def test_a_change_soon_after_publication_is_none(
    checkout: Checkout, min_seconds: int, updated_at: datetime | None
) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3, 12))
    checkout.write("tides.md", "other")
    checkout.commit(day(3, 13))
    assert dated(checkout.folder, article("tides.md"), min_seconds=min_seconds) == [(day(3, 12), updated_at)]


def test_a_change_before_publication_is_none(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.write("tides.md", "second draft")
    checkout.commit(day(5))
    assert dated(checkout.folder, article("tides.md", day(6)), min_seconds=0) == [(day(6), None)]


def test_a_moved_file_keeps_its_first_date_and_a_mere_move_is_no_change(checkout: Checkout) -> None:
    checkout.write("drafts/tides.md")
    checkout.commit(day(3))
    checkout.git("mv", "drafts/tides.md", "tides.md")
    checkout.commit(day(5))
    assert dated(checkout.folder, article("tides.md")) == [(day(3), None)]
    checkout.git("mv", "tides.md", "ebb.md")
    checkout.write("ebb.md", BODY + "one more line\n")
    checkout.commit(day(7))
    assert dated(checkout.folder, article("ebb.md")) == [(day(3), day(7))]


def test_a_move_from_outside_the_site_s_folder_is_followed(checkout: Checkout) -> None:
    checkout.write("inbox/tides.md")
    checkout.commit(day(3))
    (checkout.folder / "web").mkdir()
    checkout.git("mv", "inbox/tides.md", "web/tides.md")
    checkout.commit(day(5))
    assert dated(checkout.folder / "web", article("tides.md")) == [(day(3), None)]


def test_a_file_that_moved_away_and_back_keeps_its_first_date(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.git("mv", "tides.md", "away.md")
    checkout.commit(day(4))
    checkout.git("mv", "away.md", "tides.md")
    checkout.commit(day(5))
    assert dated(checkout.folder, article("tides.md")) == [(day(3), None)]


def test_a_new_file_under_the_old_name_of_another_has_its_own_first_date(checkout: Checkout) -> None:
    checkout.write("index.md")
    checkout.commit(day(3))
    checkout.git("mv", "index.md", "archive.md")
    checkout.commit(day(5))
    checkout.write("index.md", "something else\n" * 20)
    checkout.commit(day(7))
    assert dated(checkout.folder, article("index.md"), article("archive.md")) == [(day(7), None), (day(3), None)]


def test_two_articles_with_one_kind_of_front_matter_are_not_taken_for_one_that_moved(checkout: Checkout) -> None:
    head = "---\nlayout: post\nlanguage: en\ntopics: [harbour]\ntitle: "
    checkout.write("ebb.md", head + "Ebb\n---\nThe water is going out.\nMind the boats.\n")
    checkout.commit(day(3))
    (checkout.folder / "ebb.md").unlink()
    checkout.write("flood.md", head + "Flood\n---\nIt rises from now on.\nClose the gates.\n")
    checkout.commit(day(5))
    assert dated(checkout.folder, article("flood.md")) == [(day(5), None)]


def test_a_deleted_file_that_comes_back_is_the_same_file(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    (checkout.folder / "tides.md").unlink()
    checkout.commit(day(4))
    checkout.write("tides.md")
    checkout.commit(day(5))
    assert dated(checkout.folder, article("tides.md")) == [(day(3), None)]


def test_an_edit_on_a_branch_counts_though_another_branch_moved_the_file(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.git("checkout", "--quiet", "-b", "edit")
    checkout.write("tides.md", BODY + "one more line\n")
    checkout.commit(day(8))
    checkout.git("checkout", "--quiet", "main")
    checkout.git("mv", "tides.md", "ebb.md")
    checkout.commit(day(5))
    checkout.git("merge", "--quiet", "--no-edit", "edit", at=day(10))
    assert "one more" in (checkout.folder / "ebb.md").read_text()
    assert dated(checkout.folder, article("ebb.md")) == [(day(3), day(8))]


def test_a_merge_that_joins_the_same_move_made_twice_loses_nothing(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.git("checkout", "--quiet", "-b", "other")
    for number, branch in ((5, "other"), (6, "main")):
        checkout.git("checkout", "--quiet", branch)
        checkout.git("mv", "tides.md", "ebb.md")
        checkout.commit(day(number))
    checkout.git("merge", "--quiet", "--no-edit", "other", at=day(10))
    assert dated(checkout.folder, article("ebb.md")) == [(day(3), None)]


def test_dates_count_and_not_the_order_of_commits(checkout: Checkout) -> None:
    for number in (9, 3, 5):
        checkout.write("tides.md", BODY + str(number))
        checkout.commit(day(number))
    assert dated(checkout.folder, article("tides.md")) == [(day(3), day(5))]


def test_commits_named_or_matched_count_for_nothing(checkout: Checkout) -> None:
    checkout.write("tides.md")
    imported = checkout.commit(day(2), "Import the old site")
    for number, subject in ((3, "Correct"), (9, "chore: wrap lines"), (11, "a chore of another kind")):
        checkout.write("tides.md", BODY + str(number))
        last = checkout.commit(day(number), subject)
    ignored = {"ignore_commits": (imported[:10].upper(), last), "ignore_pattern": "^(chore|reformat)"}
    assert dated(checkout.folder, article("tides.md")) == [(day(2), day(11))]
    assert dated(checkout.folder, article("tides.md"), **ignored) == [(day(3), None)]
    assert dated(checkout.folder, article("tides.md", day(1)), **ignored) == [(day(1), day(3))]


def test_a_move_in_an_ignored_commit_is_followed(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.git("mv", "tides.md", "ebb.md")
    checkout.commit(day(5), "chore: rename")
    assert dated(checkout.folder, article("ebb.md"), ignore_pattern="chore") == [(day(3), None)]


@pytest.mark.parametrize("name", ["küste und ebbe.md", 'quo"te\ttab.md', "line\nfeed.md", "M", "-n.md", ":(top)x.md"])
def test_any_file_name_is_found(checkout: Checkout, name: str) -> None:
    checkout.write(f"täglich/{name}")
    checkout.commit(day(3))
    assert dated(checkout.folder, article(f"täglich/{name}")) == [(day(3), None)]


def test_a_subject_that_looks_like_a_change_is_none(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.commit(day(5), "M\ttides.md")
    assert dated(checkout.folder, article("tides.md")) == [(day(3), None)]


def test_what_was_never_committed_has_no_date_from_git(checkout: Checkout) -> None:
    checkout.write("tides.md")
    assert dated(checkout.folder, article("tides.md")) == [(UNDATED, None)]  # no commit at all
    checkout.commit(day(3))
    checkout.write("ebb.md")
    checkout.git("add", "ebb.md")
    assert dated(checkout.folder, article("ebb.md"), article("ebb2.md", day(1))) == [(UNDATED, None), (day(1), None)]


def test_a_change_that_is_not_committed_leaves_the_dates_as_they_were(checkout: Checkout) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.write("tides.md", "other")
    assert dated(checkout.folder, article("tides.md")) == [(day(3), None)]


def test_a_file_of_many_articles_dates_none_of_them(checkout: Checkout) -> None:
    checkout.write("all.jsonl")
    checkout.commit(day(3))
    assert dated(checkout.folder, article("all.jsonl"), article("all.jsonl")) == [(UNDATED, None)] * 2


def test_an_article_without_a_file_keeps_what_it_has(checkout: Checkout) -> None:
    checkout.commit(day(3))
    homeless = Article(title="Tides", url="https://news.example.org/tides", published_at=day(1))
    odd = [article(path, day(2)) for path in ("../outside.md", "-", "a\0b.md", "", "\udfff.md", "round/a.md")]
    (checkout.folder / "round").symlink_to("round")
    assert dated(checkout.folder, homeless, *odd) == [(day(1), None)] + [(day(2), None)] * 6


def test_a_site_behind_a_link_and_a_file_that_is_one_are_found(checkout: Checkout, tmp_path: Path) -> None:
    checkout.write("web/posts/tides.md")
    checkout.commit(day(3))
    (tmp_path / "link").symlink_to(checkout.folder / "web")
    (checkout.folder / "web" / "latest.md").symlink_to("posts/tides.md")
    found = dated(tmp_path / "link", article("posts/tides.md"), article("latest.md"))
    assert found == [(day(3), None), (day(3), None)]


def test_a_site_in_a_submodule_and_in_a_linked_checkout_is_found(checkout: Checkout, tmp_path: Path) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    outer = Checkout(tmp_path / "outer")
    outer.git("submodule", "--quiet", "add", str(checkout.folder), "web")
    outer.commit(day(9))
    assert dated(tmp_path / "linked", article("tides.md")) == [(day(3), None)]
    assert dated(tmp_path / "outer" / "web", article("tides.md")) == [(day(3), None)]


def test_a_shallow_clone_is_said_and_never_guessed_from(checkout: Checkout, tmp_path: Path) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.commit(day(5))
    checkout.git("clone", "--quiet", "--depth=1", checkout.folder.as_uri(), str(tmp_path / "shallow"))
    with pytest.raises(UsageError, match=r"shallow is a shallow clone.*git fetch --unshallow.*fetch-depth: 0"):
        dated(tmp_path / "shallow", article("tides.md"))
    kept = dated(tmp_path / "shallow", article("tides.md"), article("tides.md", day(1)), shallow="keep")
    assert kept == [(UNDATED, None), (day(1), None)]


def test_a_clone_without_blobs_is_read_without_fetching(checkout: Checkout, tmp_path: Path) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.git("mv", "tides.md", "ebb.md")
    checkout.write("old.md", "of another kind\n" * 9)
    checkout.commit(day(5))
    (checkout.folder / "old.md").unlink()
    checkout.write("new.md", "of this kind\n" * 9)  # to compare it with the old one takes both
    checkout.commit(day(6))
    checkout.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "partial"
    checkout.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", checkout.folder.as_uri(), str(clone))
    shutil.move(checkout.folder, tmp_path / "gone")
    assert dated(clone, article("ebb.md")) == [(day(3), None)]


def test_a_clone_without_trees_is_said(checkout: Checkout, tmp_path: Path) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    checkout.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "treeless"
    checkout.git("clone", "--quiet", "--no-checkout", "--filter=tree:0", checkout.folder.as_uri(), str(clone))
    checkout.folder = clone
    checkout.git("config", "protocol.file.allow", "always")
    ran, program = make_program(tmp_path)
    checkout.git("config", "remote.origin.uploadpack", str(program))
    with pytest.raises(UsageError, match=r"partial clone\); clone it without --filter"):
        dated(clone, article("tides.md"))
    assert not ran.exists()


def test_no_repository_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="lies in no git repository; take git-dates out of transforms"):
        dated(tmp_path, article("tides.md"))


def test_no_git_is_said(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(UsageError, match="there is no git on this machine's PATH; install it"):
        dated(checkout.folder, article("tides.md"))


def test_a_repository_of_somebody_else_is_said(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git = shutil.which("git")
    wrapper = checkout.folder.parent / "bin" / "git"
    wrapper.parent.mkdir()
    # git's own test suite has this switch; the plugin takes it out of the environment with the rest of GIT_*.
    wrapper.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec "{git}" "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", str(wrapper.parent))
    with pytest.raises(UsageError, match="somebody else owns it; if you trust it, run git config --global"):
        dated(checkout.folder, article("tides.md"))


def test_a_broken_repository_is_said_in_git_s_words(checkout: Checkout) -> None:
    checkout.write("tides.md")
    tree = f"{checkout.commit(day(3))}^{{tree}}"
    checkout.commit(day(5))
    name = checkout.git("rev-parse", tree).strip()
    (checkout.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(UsageError, match=r"cannot read the history of .*'(fatal|error): .*mend the repository"):
        dated(checkout.folder, article("tides.md"))


def test_an_environment_made_for_another_repository_is_of_no_weight(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    other = Checkout(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    monkeypatch.setenv("GIT_PAGER", "false")
    assert dated(checkout.folder, article("tides.md")) == [(day(3), None)]


def test_nothing_that_the_repository_s_configuration_asks_for_changes_or_runs_anything(
    checkout: Checkout, tmp_path: Path
) -> None:
    checkout.write("web/tides.md")
    checkout.write("away.md")
    checkout.commit(day(3))
    checkout.git("mv", "away.md", "web/ebb.md")
    checkout.commit(day(5))
    ran, program = make_program(tmp_path)
    tree = checkout.git("rev-parse", "HEAD^{tree}").strip()
    parent = checkout.git("rev-parse", "HEAD").strip()
    checkout.write_commit(
        f"tree {tree}\nparent {parent}\nauthor A <a@b.c> 9 +0000\ncommitter A <a@b.c> 9 +0000\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nSigned\n"
    )
    for (
        key
    ) in "core.fsmonitor core.pager gpg.program diff.external diff.x.textconv diff.x.command core.sshCommand".split():
        checkout.git("config", key, str(program))
    for hook in "post-checkout pre-commit post-index-change fsmonitor-watchman".split():
        shutil.copy(program, checkout.folder / ".git" / "hooks" / hook)
    checkout.write(".git/info/attributes", "*.md diff=x\n")
    for setting in (
        "log.showSignature=true log.showRoot=false log.decorate=full log.mailmap=true log.follow=true color.ui=always "
        "diff.relative=true diff.renames=false diff.renameLimit=1 diff.orderFile=/nowhere i18n.logOutputEncoding=UTF-16 "
        "core.quotePath=true format.pretty=oneline log.diffMerges=separate"
    ).split():
        checkout.git("config", *setting.split("=", 1))
    assert dated(checkout.folder / "web", article("tides.md"), article("ebb.md")) == [(day(3), None)] * 2
    assert not ran.exists()


@pytest.mark.parametrize("at", ["0", "-5", "99999999999999999999", "253402300799", ""])
def test_an_author_date_that_is_none_is_passed_over(checkout: Checkout, at: str) -> None:
    checkout.write("tides.md")
    checkout.commit(day(3))
    tree = checkout.git("rev-parse", "HEAD^{tree}").strip()
    checkout.write_commit(f"tree {tree}\nauthor Ann <ann@example.org> {at} +0000\ncommitter A <a@b.c> 1 +0000\n\nOdd\n")
    assert dated(checkout.folder, article("tides.md")) == [(UNDATED, None)]


@pytest.mark.parametrize(
    ("options", "field"),
    [({"ignore_commits": ("HEAD",)}, "ignore_commits"), ({"ignore_pattern": "("}, "ignore_pattern")],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], field: str) -> None:
    with pytest.raises(ArticleError, match=r"write ") as refused:
        Options(**options)
    assert refused.value.field == field


def test_the_transform_is_offered_for_articles_without_dates() -> None:
    (transform,) = git_dates.syndicate_transforms()
    assert (transform.name, transform.dates, transform.options) == ("git-dates", True, Options)
