"""The words by which publishers withhold an article, what they withhold it from, and what only looks like one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from syndicate import Article, Fault, Origin, PassedOver, Site
from syndicate.articles import ArticleFields
from syndicate.articles.flags import FLAGS
from syndicate.articles.words import OF_DISPLAY, WORDS
from syndicate.files import Head, parse_yaml

SITE = Site(title="T", url="https://example.org/")
GOOD = "title: Tides\ndate: 2024-01-30\nurl: '/tides/'\n"
Switches = Mapping[str, bool | None]

# Each is one of a kind: what it keeps the article out of.
WITHHELD = {
    "draft": ["draft: true", "isDraft: true", "is_draft: yes", "is-draft: 1", "Draft: 'TRUE'", "draft: y", "draft: t", "'Draft?': true", "metadata: {draft: true}", "saveAsDraft: true", "preview_only: yes",
              "params: {draft: true}", "extra: {isDraft: yes}", "frontmatter: {post: {draft: true}}",
              "data: {draft: true}", "options: {isDraft: yes}", "meta: {draft: true}", "seo: {title: x, draft: true}", "custom_fields: {draft: 1}", "settings: {title: x, draft: true}"],
    "published": ["published: false", "isPublished: no", "publish: off", "published: 0", "published: f", "unpublished: true",
                  "dg-publish: false", "noPublish: true", "doNotPublish: true", "dont_publish: 1", "neverPublish: true", "fields: {Published: false}", "header: {published: 'no'}"],
    "status": ["status: draft", "post_status: draft", "postStatus: Pending", "status: auto-draft", "status: embargoed",
               "status: In Review", "workflow_state: in_review", "state: draft", "stage: Draft", "publication: pending", "publishStatus: draft", "status: inherit", "status: not published", "status: under review", "status: embargo", "status: skip",
               "status: [draft]", "status: [idea, Pending]", "status: {select: {name: Draft}}", "status: 📝 Draft", "state: 1 - draft", "Status?: [{value: draft}]",
               "status: false", "status: no", "status: off", "post: {status: draft}", "creativeWorkStatus: Draft", "pubstatus: withheld", "article_status: draft", "post-status: [Draft, tides]", "status: 'draft,is-page'", "status: 0", "status: '0'", "state: 0", "state: -2", "properties: {post-status: [draft]}", "flags: {status: draft}", "status: [published, in review]", "status: [{value: false}]", "status: [{value: '0'}]", "state: queued", "workflow_step: draft", "approvalWorkflowState: Draft"],
    "removed": ["removed: true", "deleted: yes", "trashed: true", "trash: yes", "status: trash", "removed: false\ndeleted: true", "withdrawn: true", "in_trash: true", "status: 'published, trashed'", "status: SOFT_TRASHED"],
    "private": ["private: true", "isPrivate: true", "is_private: on", "public: false", "visibility: private",
                "status: private", "post_visibility: Private", "visibility: internal", "email_only: 1", "access: private", "audience: internal", "permissions: [restricted]", "secret: true", "confidential: yes",
                "embargo: true", "embargoed: yes", "newsletter_only: true", "visibility: direct", "security: usemask", "classification: internal", "print_only: true", "under_embargo: true"],
    "unlisted": ["unlisted: true", "listed: false", "unlist: true", "visibility: unlisted", "params: {unlisted: true}", "public_draft: true", "public_draft: 1234", "extra: {public_draft: 1234}"],
    "password": ["password: s3cret", "password: 1234", "post_password: x", "protected: true", "status: password-protected", "encrypt: true", "passwd: s3cret", "pwd: x", "passphrase: x", "passwords: [a, b]", "access-code: 12", "passwordHash: x", "protect: true"],
    "members": ["members: true", "members_only: true", "membersOnly: yes", "visibility: members", "visibility: paid",
                "visibility: members-only", "visibility: [tiers]", "access: paid", "audience: members", "paywall: true", "subscribers_only: yes", "loginRequired: true", "isSubscriptionLocked: true",
                "audience: only_paid", "audience: founding", "visibility: followers", "email_type: premium", "sponsorsOnly: true", "access: {site.login: true}", "requiresAuth: true"],
    "hidden": ["hidden: true", "isHidden: true", "hide: true", "visible: false", "isVisible: no", "visibility: hidden", "status: hidden", "is_active: 0", "live: no", "approved: false", "enabled: f", "enable: no", "show: false", "display: off", "exclude: true", "ignore: yes", "skip: 1", "hideInList: true", "nolist: true",
               "invisible: true", "expired: true", "unapproved: yes", "omit: true", "unpublish: yes", "ignored: true", "render: false", "eleventyExcludeFromCollections: true", "routable: false", "exclude_from: [rss, sitemap]"],
    "archived": ["archived: true", "is_archived: true", "status: archived", "archived_at: 2024-01-01"],
    "sitemap": ["sitemap: false", "sitemap: {disable: true}", "sitemap: {exclude: yes}", "noindex: true", "robots: noindex",
                "robots: [noindex, follow]", "robots: 'noindex, nofollow'", "robots: none", "seo: {noindex: true}",
                "robotsNoIndex: true", "index: noindex", "robots: {index: false}", "sitemap_exclude: true", "index: false", "meta: {robots: noindex}", "seo: {robots: noindex}",
                "yoast_head_json: {robots: {index: noindex, follow: follow}}", "googlebot: noindex", "metaRobots: 'noindex, follow'", "meta: [{name: robots, content: noindex}]",
                "head: [[meta, {name: robots, content: noindex}]]", "sitemap: none", "excludeSitemap: true", "sitemap_ignore: yes", "robotsdisallow: true", "exclude_from: sitemap"],
    "feed": ["feed: false", "rss: no", "atom: off", "feeds: false", "hide_from_feed: true", "excludeFromRss: true", "noFeed: yes",
             "no-rss: 1", "in_feed: false", "showInRSS: false", "include_in_feeds: no", "feed_exclude: true", "rss-ignore: true",
             "feed: {exclude: true}", "feed: {enabled: false}", "hideInFeed: true", "excludedFromFeeds: true",
             "rss: {exclude: true}", "rss: {enable: no}", "atom: {show: false}", "rss: none", "feed: exclude", "rss: 0", "exclude: [feed]", "hidden-from: rss", "not_in_feed: true", "hide_from_main_feed: true", "article: false", "isArticle: no"],
    "excerpt_only": ["feed: {excerpt_only: true}", "excerpt_only: true"],
}  # fmt: skip
ALL_WITHHELD = [(word, lines) for word, rows in WITHHELD.items() for lines in rows]
# They say the contrary, nothing, or something else.
SHOWN = [
    "public_draft: false", "pubstatus: usable", "security: CVE-2024-1", "security: true", "classification: public", "access: {site.login: false}",
    "exclude: [comments]", "exclude_from: []", "hide_from: search", "routable: true",
    "status: [published]", "status: {select: {name: Done}}", "status: ✅ Published", "status: 100%", "unpublish: 2030-01-01", "unpublish: false",
    "draft: false", "draft:", "draft: ''", "isDraft: no", "draft: 0", "published: true", "published: 1", "publish: yes",
    "published: 2024-01-30", "unpublished: false", "status: publish", "status: Published", "status: public", "status: sold out",
    "status: evergreen", "status: [a]", "status: 'published, featured'", "state: [Oregon, 3]", "removed: false", "deleted: no", "private: false", "public: true",
    "visibility: public", "visibility: everyone", "visibility: true", "visibility: [public]", "visibility:", "unlisted: false",
    "listed: true", "password:", "password: ''", "password: false", "password: none", "protected: false", "members: false",
    "members: [Ann, Bob]", "members: 12", "hidden: false", "archived: false", "sitemap: true", "sitemap: {priority: 0.7}",
    "sitemap: {disable: false}", "sitemap: weekly", "noindex: false", "robots: index, follow", "robots: {index: true}",
    "seo: {title: Tides}", "seo: Tides", "feed: {excerpt_only: false}", "feed: rss.xml", "feed: {limit: 3}", "feed: true", "rss: /feed.xml", "atom: true", "no_feed: false", "noFeed: ", "feeds: [a, b]", "exclude_from_feed: news", "article: true", "article: Tides", "article: {author: Ann}", "article: 12",
    "excerpt_only: false", "hide: [navigation, toc]", "hide: false", "show: The Late Show", "display: grid", "exclude: [a.md]", "skip: 3", "trash: false", "visible: true", "index: 3", "index: true", "meta: none of it",
    "live: https://e.org/stream", "active: Mondays", "approved: true", "state: Oregon", "access: by boat", "audience: [families]", "secret: of the tides", "paywall: none", "head: [[link, {rel: icon}]]", "meta: [robots]", "archived_at:", "archived_at: 0", "archived_at: 1970-01-01T00:00:00Z", "deleted_at: 0001-01-01T00:00:00Z", "deleted_at: 'NULL'", "removed_at: None", "trashed_at: false", "archived_at: '\\N'", "status: [{value: true}]", "moderation_state: published",
    "params: {draft: false, math: true}", "post: 12", "extra: {toc: {hide: true}}", "publishing: Harbour Press",
    "stage: 0", "state: 1", "data: {draft: false}", "data: {published: {checkbox: true}}", "options: {hide: true, show: false}", "meta: {draft: perhaps}", "flags: [draft]",
    "data: [{draft: true}]", "config: {members: true}", "page: {private: 'no'}", "settings: {status: sold out}",
    "rss: {title: Tides}", "rss: {enable: true}", "status: true", "embargo: 2024-01-01", "embargo: false", "render: true", "expired: false", "withdrawn: no",
]  # fmt: skip
UNREADABLE = [
    ("published: mabye", "until then the article is withheld"), ("draft: perhaps", "the article is withheld"),
    ("draft: 3", "the article is withheld"), ("private: [friends]", "the article is withheld"),
    ("unlisted: soon", "the article is withheld"), ("hidden: {in: list}", "the article is withheld"),
    ("archived: 2020-01-01", "the article is withheld"), ("visibility: 10 km", "write public or private"),
    ("removed: [yes]", "the article is withheld"), ("expires: someday", "the article is withheld"),
    ("expires: {on: 2024-01-01}", "the article is withheld"),
    ("noindex: perhaps", "sitemaps leave it out"), ("excerpt_only: perhaps", "feeds carry its excerpt"),
    ("feed: {excerpt_only: perhaps}", "feeds carry its excerpt"),
]  # fmt: skip
ASKED = [
    "restricted: true", "drafted: yes", "status: Draft (needs review)",
    "publish_state: hidden-ish", "is_private_beta: true", "member_only: true", "memberOnly: yes", "post-visibility-level: private",
    "workflow: in draft", "access: for members", "premium: true", "status: WIP", "status: in progress", "work_in_progress: yes",
    "subscribers: true", "hide_from_my_feed: true", "feedHiddenHere: true", "post_privacy: Members Only", "draft_state: private",
    "status: draft-ish", "status: '2'", "wip: true", "disabled: yes", "tier: premium",
    "drafft: true", "drfat: true", "status: archive", "drafts: true", "isDraf: yes", "status: draf", "post_status: Drafft", "hiden: true",
    "privte: 1", "unlistd: true", "publishd: false", "pubished: no", "visble: false", "satus: draft", "visibilty: private",
    "status: Entwurf", "entwurf: true", "Brouillon: oui", "borrador: sí", "bozza: true", "concept: ja", "rascunho: sim",
    "veröffentlicht: nein", "publié: false", "estado: borrador", "stato: bozza", "status: planifié", "status: shceduled", "archivd: true",
    "черновик: да", "下書き: true", "草稿: 是", "公開: false",
    "legal_hold: true", "on_hold: yes", "status: on hold", "takedown: true", "status: killed", "publish_to_web: false", "syndicate: false", "allow_syndication: no",
    "readyToPublish: false", "should_publish: no", "released: false", "ready: false", "status: inactive", "status: Idea", "stage: review", "status: not started",
    "stream: draft", "phase: Draft", "sensitivity: confidential", "rss_include: false", "generateFeeds: no",
]  # fmt: skip
NOT_ASKED = [
    "publish_state: live", "is_private_beta: false", "member_only: ''", "draft_notes: look again", "audience: families",
    "access: open", "stage: beta", "members: [Ann]", "subscribers: 120", "state: Oregon", "publisher: Harbour Press",
    "published_by: Ann", "hiddenInHomeList: true", "hidemeta: true", "hide_title: true", "searchHidden: true", "status: new",
    "feed_title: Tides", "exclude_from_search: true", "internal_id: 12", "statement: the draft of the harbour is deep",
    "audience: people who keep a private diary and the members of their family", "private_key: false", "draft_of: tides.md", "comments_disabled: true", "wip: false", "tier: 2",
    "drafft: false", "archive: true", "archives: yes", "publisher: false", "craft: true", "craft: draft", "listen: false", "concept: of tides", "publishd: true", "status: craft", "status: publié",
    "statue: marble", "satus: new", "entwurf: nein", "drift: true", "estado: Oregon", "archive: 2024", "hiding: true",
    "hold_music: Bach", "legal_hold: false", "publish_to_web: true", "syndicate: [mastodon]", "syndicate: true", "status: live",
    "publish_to_medium: false", "ready: true", "shouldPublish: true", "released: 2024", "to: Ann", "for: beginners", "status: reviewed",
    "publication: '*Review of Development Economics*'",
    "stream: tutorial", "phase: 2", "rss_include: true", "include_feed_image: false", "generate_toc: false", "upstream: draft",
]  # fmt: skip


def found(lines: str, withheld: Switches | None = None) -> list[Article | Fault | PassedOver]:
    fields = ArticleFields(SITE, withheld=withheld)
    return fields.read(parse_yaml(GOOD + lines, path="a.md"), Origin(path="a.md"))


def article(lines: str, withheld: Switches | None = None) -> Article:
    (first, *others) = found(lines, withheld)
    assert isinstance(first, Article)
    assert all(isinstance(other, PassedOver) and "article stays in by" in other.one for other in others)
    return first


def standing(of: Article) -> tuple[bool, bool, bool, bool, bool]:
    return of.is_published, of.is_removed, of.in_feeds, of.in_sitemaps, of.is_excerpt_only


OUT = (True, False, True, True, False)
EFFECTS = {
    "removed": (True, True, True, True, False),
    "feed": (True, False, False, True, False),
    "sitemap": (True, False, True, False, False),
    "excerpt_only": (True, False, True, True, True),
}


@pytest.mark.parametrize(("word", "lines"), ALL_WITHHELD)
def test_a_word_withholds_by_any_name_in_use(word: str, lines: str) -> None:
    assert standing(article(lines)) == EFFECTS.get(word, (False, False, True, True, False))


@pytest.mark.parametrize(("word", "lines"), ALL_WITHHELD)
def test_a_word_that_is_switched_off_withholds_nothing(word: str, lines: str) -> None:
    assert standing(article(lines, {word: False})) == OUT


@pytest.mark.parametrize("lines", SHOWN)
def test_a_value_that_says_the_contrary_withholds_nothing(lines: str) -> None:
    assert standing(article(lines)) == OUT


@pytest.mark.parametrize(("lines", "said"), UNREADABLE)
def test_a_value_that_cannot_be_read_keeps_the_article_in_and_says_so(lines: str, said: str) -> None:
    made, warning = found(lines)
    assert isinstance(made, Article)
    assert standing(made) != OUT
    assert isinstance(warning, Fault)
    assert warning.is_warning
    assert (warning.path, warning.line) == ("a.md", 4)
    assert warning.column > len(lines.partition(":")[0])
    assert said in warning.message


def test_what_may_be_a_password_is_not_shown() -> None:
    _, warning = found("encrypt: s3cret")
    assert isinstance(warning, Fault)
    assert warning.message.startswith("expected true or false, found another value")


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        ("enabled: false", "article stays in by enabled; withheld: {enabled: false} lets it out"),
        ("hide: yes\nshow: no", "article stays in by hide; withheld: {hide: false} lets it out"),
        ("show: false\ndraft: true", ""),
        ("archived: maybe", ""),  # a warning says it
        ("hidden: true", ""),
        ("exclude: sitemap", ""),
    ],
)
def test_a_name_that_nobody_may_expect_to_withhold_is_told_and_can_be_switched_off(lines: str, note: str) -> None:
    assert [one.one for one in found(lines) if isinstance(one, PassedOver)] == [note] * bool(note)
    if note:
        assert standing(article(lines, {lines.partition(":")[0]: False, "show": False})) == OUT


@pytest.mark.parametrize("lines", ["expires: never", "expires: None", "expires:", "expires: 'NULL'", "expires: 1970-01-01T00:00:00Z", "unpublish_at: 1970-01-01", "expires: 0001-01-01 00:00:00"])  # fmt: skip
def test_an_end_that_never_comes_is_none(lines: str) -> None:
    assert (article(lines).expires_at, standing(article(lines))) == (None, OUT)


@pytest.mark.parametrize(
    "lines", ["draft: perhaps", "hidden: {in: list}", "noindex: perhaps", "feed: {excerpt_only: maybe}"]
)
def test_what_a_word_cannot_say_matters_to_nobody_where_it_is_switched_off(lines: str) -> None:
    assert standing(article(lines, dict.fromkeys(WORDS, False))) == OUT


def test_every_name_counts_not_the_best_alone() -> None:
    assert not article("draft: false\nisDraft: true").is_published
    assert not article("status: published\npost_status: draft\npublished: true").is_published
    assert not article("visibility: public\nprivate: true").is_published


@pytest.mark.parametrize("word", OF_DISPLAY)
def test_what_the_generator_shows_all_the_same_is_published_with_a_note(word: str) -> None:
    made, note = found(f"{word}: true", {word: None})
    assert isinstance(made, Article)
    assert standing(made) == OUT
    assert isinstance(note, PassedOver)
    assert f"article is {word}, and its generator publishes it" in note.one
    assert f"withheld: {{{word}: true}}" in note.many
    assert not found(f"{word}: false", {word: None})[1:]


@pytest.mark.parametrize("lines", ASKED)
def test_what_looks_like_such_a_word_is_published_and_asked_about(lines: str) -> None:
    made, note = found(lines)
    assert isinstance(made, Article)
    assert standing(made) == OUT
    assert isinstance(note, PassedOver)
    assert note.path == "a.md"
    assert lines.partition(":")[0] in note.one


@pytest.mark.parametrize("lines", NOT_ASKED)
def test_what_does_not_look_like_such_a_word_is_not_asked_about(lines: str) -> None:
    assert standing(article(lines)) == OUT


def test_a_word_that_false_makes_withhold_is_not_to_be_named_as_one_that_true_makes_withhold() -> None:
    (_, ready), (_, misspelt) = found("readyToPublish: false"), found("publishd: false")
    assert isinstance(ready, PassedOver)
    assert isinstance(misspelt, PassedOver)
    assert ready.one.endswith("write published: false, or withheld: {readyToPublish: false} if it is none")
    assert misspelt.one.endswith("write published, or withheld: {publishd: false} if it is none")


@pytest.mark.parametrize("line", ["permalink: false", "url: false"])
def test_an_article_without_a_page_stays_in(line: str) -> None:
    given = {"title": "T", "date": "2024-01-30"}
    fields = ArticleFields(SITE, url_pattern="{site_url}/{slug}/")
    for more in ({}, {"slug": "x"}):
        rest = "".join(f"{name}: {value}\n" for name, value in {**given, **more}.items())
        (made,) = fields.read(parse_yaml(f"{rest}{line}", path="a.md"), Origin(path="a.md"), "a.md")
        assert isinstance(made, Article)
        assert not made.is_published


def test_a_word_that_is_misspelt_is_named_as_it_is_spelt() -> None:
    _, note = found("drfat: true")
    assert isinstance(note, PassedOver)
    assert "drfat, which looks like the word draft that withholds; write draft, or withheld: {drfat: true}" in note.one


def test_nobody_is_asked_of_an_article_that_stays_in_anyway() -> None:
    assert not found("member_only: true\ndraft: true")[1:]
    assert not found("member_only: true\nremoved: true")[1:]


@pytest.mark.parametrize(
    ("lines", "is_published"),
    [("member_only: true", False), ("memberOnly: gold", False), ("member_only: 2024-01-30", False), ("member_only: false", True),
     ("member_only: 0", True), ("member_only: public", True), ("member_only: []", True), ("member_only:", True)],
)  # fmt: skip
def test_a_word_of_the_sites_own_withholds_wherever_it_says_anything(lines: str, is_published: bool) -> None:  # noqa: FBT001
    assert article(lines, {"member_only": True}).is_published is is_published


def test_a_name_that_the_site_knows_as_none_is_not_asked_about() -> None:
    assert standing(article("member_only: true", {"member_only": False})) == OUT


def test_a_password_reaches_no_plugin() -> None:
    assert article("password: s3cret\nvisibility: public").extra == {"visibility": "public"}


@pytest.mark.parametrize(
    "lines", [*(lines for _, lines in ALL_WITHHELD), *SHOWN, *(lines for lines, _ in UNREADABLE), *ASKED, *NOT_ASKED]
)
@pytest.mark.parametrize("withheld", [{}, {"hidden": None, "archived": None}, {"member_only": True, "draft": False}])
def test_a_head_is_read_quickly_as_it_is_by_its_lines(lines: str, withheld: Switches) -> None:
    quick = ArticleFields(SITE, withheld=withheld, has_extra=False)
    made, *plain = found(lines, withheld)
    assert isinstance(made, Article)
    for _ in range(5):
        read = quick.read_head(Head(f"{GOOD}{lines}\n", 0, 0), "a.md")
        assert [standing(one) for one in read if isinstance(one, Article)] == [standing(made)]
        assert [one for one in read if not isinstance(one, Article)] == plain


@pytest.mark.parametrize(
    "lines",
    [
        "draft: true",
        "published: false",
        "status: draft",
        "private: false",
        "hidden: true",
        "noindex: true",
        "password: x",
    ],
)
def test_a_word_has_a_quick_way(lines: str) -> None:
    quick = ArticleFields(SITE, has_extra=False)
    for _ in range(3):
        quick.read_head(Head(f"{GOOD}{lines}\n", 0, 0), "a.md")
    assert quick._quick is not None
    assert quick._quick.read(Head(f"{GOOD}{lines}\n", 1, 0), "a.md") is not None


def test_each_word_of_the_settings_is_one_that_a_field_says() -> None:
    assert {word for word, _ in FLAGS.values()} == set(WORDS) == set(WITHHELD)


@pytest.mark.parametrize("lines", ["status: future", "post_status: Scheduled", "visibility: scheduled"])
def test_what_is_scheduled_is_withheld_until_its_date(lines: str) -> None:
    made = article(lines)
    assert (made.is_published, made.is_scheduled) == (True, True)
    assert not article(lines, {"status": False}).is_scheduled
    quick = ArticleFields(SITE, has_extra=False)
    text = f"{GOOD}{lines}\n"
    for _ in range(5):
        (again,) = quick.read_head(Head(text, 1, len(text)), "a.md")
        assert isinstance(again, Article)
        assert again.is_scheduled


def test_what_is_scheduled_without_a_date_is_withheld() -> None:
    fields = ArticleFields(SITE, may_be_undated=True)
    (made,) = fields.read(parse_yaml("title: T\nurl: /t/\nstatus: scheduled", path="a.md"))
    assert isinstance(made, Article)
    assert not made.is_published


def test_an_article_at_fault_is_not_said_to_be_published() -> None:
    raw = parse_yaml("title: Tides\nentwurf: true\nurl: /tides/\n", path="a.md", first_line=2)
    (fault,) = ArticleFields(SITE).read(raw, Origin(path="a.md"))
    assert "no date says when" in str(fault)
