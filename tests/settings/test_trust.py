"""What a stranger has put above a site, or into it, runs no code and writes nowhere else."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate.cli.main import main
from syndicate.settings import trust
from syndicate.settings.opening import open_plan

Run = Callable[..., tuple[int, str]]
EVIL = "from pathlib import Path\nPath(__file__).with_name('ran').write_text('')\n"
SETTINGS = (
    "site: {title: Site, url: 'https://e.org/'}\nsource: {url: '/{slug}/'}\nfeeds: [{format: json}]\noutput: public\n"
)
ARTICLE = "---\ntitle: A\ndate: 2024-01-01\n---\nText.\n"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUDO_UID", "SYNDICATE_SAFE_FOLDERS", "SYNDICATE_NO_SITE_PLUGINS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Return a folder with settings and a plugin of their own, and a site of somebody else's below it."""
    (tmp_path / "shared" / "mine").mkdir(parents=True)
    (tmp_path / "shared" / "evil.py").write_text(EVIL)
    (tmp_path / "shared" / "syndicate.yaml").write_text(f"{SETTINGS}plugins: evil.py\n")
    (tmp_path / "shared" / "mine" / "a.md").write_text(ARTICLE)
    return tmp_path / "shared"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str]:
        status = main(arguments)
        return status, "".join(capsys.readouterr())

    return run


@pytest.fixture
def another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be another user than the one to whom all files belong."""
    uid = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: uid)


def did_run(folder: Path) -> bool:
    return (folder / "ran").exists()


COMMANDS = [["export"], ["check"], ["export", "--explain"], ["links"], ["plugins"]]


@pytest.mark.usefixtures("another_user")
@pytest.mark.parametrize("command", COMMANDS)
def test_settings_of_another_user_above_the_folder_that_is_named_are_refused(
    shared: Path, run: Run, command: list[str]
) -> None:
    status, said = run(*command, str(shared / "mine"))
    assert status == 2
    assert f"{shared / 'syndicate.yaml'}: these settings stand above the folder that is named" in said
    assert f"set SYNDICATE_SAFE_FOLDERS={shared}" in said
    assert not did_run(shared)


@pytest.mark.usefixtures("another_user")
@pytest.mark.parametrize("safe", ["{}", "/nowhere:{}", "{}/..", "*"])
def test_a_folder_that_is_said_to_be_safe_is_believed(
    shared: Path, run: Run, safe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATE_SAFE_FOLDERS", safe.format(shared))
    run("check", str(shared / "mine"))
    assert did_run(shared)


@pytest.mark.usefixtures("another_user")
@pytest.mark.parametrize("safe", ["", ".", "{}/mine", "{}-other", ":"])
def test_no_other_folder_makes_it_safe(shared: Path, run: Run, safe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shared)
    monkeypatch.setenv("SYNDICATE_SAFE_FOLDERS", safe.format(shared))
    assert run("check", "mine")[0] == 2
    assert not did_run(shared)


@pytest.mark.usefixtures("another_user")
def test_settings_in_the_folder_that_is_named_are_believed_whoever_owns_them(shared: Path, run: Run) -> None:
    run("check", str(shared))
    assert did_run(shared)


def test_one_s_own_settings_above_are_used(shared: Path, run: Run) -> None:
    run("check", str(shared / "mine"))
    assert did_run(shared)


@pytest.mark.skipif(os.geteuid() != 0, reason="giving a file away takes root")
@pytest.mark.parametrize("given", ["syndicate.yaml", "evil.py"])
def test_neither_settings_above_nor_their_plugins_may_be_another_user_s(shared: Path, run: Run, given: str) -> None:
    os.chown(shared / given, 12345, -1)
    status, said = run("check", str(shared / "mine"))
    assert status in (1, 2)
    assert "belongs to another user" in said
    assert not did_run(shared)


@pytest.mark.skipif(os.geteuid() != 0, reason="giving a file away takes root")
def test_a_link_of_another_user_s_to_a_file_of_one_s_own_is_not_believed(shared: Path, run: Run) -> None:
    (shared / "syndicate.yaml").rename(shared / "real.yaml")
    (shared / "syndicate.yaml").symlink_to("real.yaml")
    os.chown(shared / "syndicate.yaml", 12345, -1, follow_symlinks=False)
    assert run("check", str(shared / "mine"))[0] == 2
    assert not did_run(shared)


def test_who_became_root_by_sudo_is_still_himself(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    owner = shared.stat().st_uid
    monkeypatch.setenv("SUDO_UID", str(owner + 1))
    assert bool(trust.stranger_fault(shared / "evil.py")) is (owner != 0)
    monkeypatch.setenv("SUDO_UID", str(owner))
    assert trust.stranger_fault(shared / "evil.py") == ""


@pytest.mark.parametrize("root", [".git", ".hg"])
@pytest.mark.parametrize("is_file", [False, True])
def test_settings_are_looked_for_up_to_the_root_of_the_repository(
    shared: Path,
    run: Run,
    root: str,
    is_file: bool,  # noqa: FBT001
) -> None:
    (shared / "mine" / "posts").mkdir()
    (shared / "mine" / "posts" / "b.md").write_text(ARTICLE)
    if is_file:
        (shared / "mine" / root).write_text("gitdir: elsewhere")  # as in a worktree or a submodule
    else:
        (shared / "mine" / root).mkdir()
    run("check", str(shared / "mine" / "posts"))
    assert not did_run(shared)
    (shared / "mine" / "syndicate.yaml").write_text(SETTINGS)
    assert run("check", str(shared / "mine" / "posts")) == (0, "1 article read, 0 faults\n")


def test_settings_are_not_looked_for_beyond_a_file_system(
    shared: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Path.stat

    def stat(path: Path, **given: bool) -> os.stat_result:
        found = plain(path, **given)
        values = list(found)
        values[2] += path.name == "mine"  # st_dev
        return os.stat_result(values)

    monkeypatch.setattr(Path, "stat", stat)
    run("check", str(shared / "mine"))
    assert not did_run(shared)


@pytest.mark.parametrize("named", ["../evil.py", "{}/evil.py", "link.py", "folder", ".."])
def test_a_plugin_of_the_settings_lies_in_the_site_s_folder(shared: Path, run: Run, named: str) -> None:
    site = shared / "mine"
    (site / "link.py").symlink_to("../evil.py")
    (site / "folder").mkdir()
    (site / "folder" / "link.py").symlink_to("../../evil.py")
    (site / "syndicate.yaml").write_text(f"{SETTINGS}plugins: {named.format(shared)!r}\n")
    status, said = run("check", str(site))
    assert status == 2
    assert "syndicate.yaml:5:10: plugins: " in said
    assert "leads out of the site's folder" in said
    assert not did_run(shared)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("way", ["option", "environment"])
def test_no_site_plugins_refuses_the_plugins_of_the_settings(
    shared: Path, run: Run, command: list[str], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATE_PLUGINS", "")
    if way == "environment":
        monkeypatch.setenv("SYNDICATE_NO_SITE_PLUGINS", "1")
    status, said = run(*command, str(shared), *(["--no-site-plugins"] if way == "option" else []))
    assert status == 2
    assert "syndicate.yaml:5:10: plugins: 'evil.py' is not run" in said
    assert "give --plugin if you trust it" in said
    assert not did_run(shared)


def test_a_plugin_that_the_caller_names_is_run_all_the_same(shared: Path, run: Run) -> None:
    (shared / "syndicate.yaml").write_text(SETTINGS)
    run("check", str(shared), "--no-site-plugins", "--plugin", str(shared / "evil.py"))
    assert did_run(shared)


@pytest.mark.parametrize("value", ["", "0"])
def test_an_empty_variable_refuses_nothing(shared: Path, run: Run, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATE_NO_SITE_PLUGINS", value)
    run("check", str(shared))
    assert did_run(shared)


@pytest.mark.parametrize("key", ["output", "index"])
@pytest.mark.parametrize("path", ["../out", "{}/out", "link/out", "docs/../../../out"])
@pytest.mark.parametrize("is_repository", [False, True])
def test_with_no_site_plugins_nothing_is_written_outside_of_the_repository(
    shared: Path,
    run: Run,
    key: str,
    path: str,
    is_repository: bool,  # noqa: FBT001
) -> None:
    site = shared / "mine"
    if is_repository:
        site = shared / "mine" / "docs"
        site.mkdir()
        (site / "a.md").write_text(ARTICLE)
        (shared / "mine" / ".git").mkdir()
        path = f"../{path}" if path.startswith("..") else path
    (site / "link").symlink_to(shared)
    (site / "syndicate.yaml").write_text(f"{SETTINGS.replace('output: public', '')}{key}: {path.format(shared)}\n")
    given = [] if key == "output" else ["--output", str(site / "public")]
    before = sorted(shared.rglob("*"))
    status, said = run("export", str(site), "--no-site-plugins", *given)
    assert status == 2
    assert f"{key}: " in said
    assert "leads out of the repository" in said
    assert sorted(shared.rglob("*")) == before
    assert run("export", str(site), *given)[0] == 3  # where settings are believed; the link out is a fault


def test_with_no_site_plugins_another_place_in_the_repository_is_written_to(shared: Path, run: Run) -> None:
    (shared / ".git").mkdir()
    (shared / "mine" / "syndicate.yaml").write_text(SETTINGS.replace("public", "../public"))
    assert run("export", str(shared / "mine"), "--no-site-plugins")[0] == 0
    assert (shared / "public").is_dir()


@pytest.mark.parametrize("is_written", [False, True])
def test_a_hub_that_a_page_names_is_told_from_one_that_the_settings_write_out(
    tmp_path: Path,
    is_written: bool,  # noqa: FBT001
) -> None:
    page = "<html><head><title>Home</title><link rel=canonical href=https://e.org/><link rel=hub href=http://10.0.0.1/></head>"
    (tmp_path / "index.html").write_text(page)
    if is_written:
        (tmp_path / "syndicate.yaml").write_text("preset: html\nsite: {hub: 'http://10.0.0.1/'}\n")
    plan = open_plan(tmp_path).plan(now=datetime(2024, 6, 1, tzinfo=UTC), formats=(("json", None),))
    assert plan.site.hub_urls == ("http://10.0.0.1/",)
    assert plan.hubs_are_written is is_written
