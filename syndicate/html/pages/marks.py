"""How pages mark what is not the text of their article: elements, roles, and the words that themes use in class and id.

Words are compared as wholes, in one spelling: "post__shareButtons" is read as "post-share-buttons". They are signs, no
proof: who goes by them looks at how much text would be lost (see page_text).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Mark = Literal["", "invisible", "thread", "beside"]

# Nothing of these is text that somebody reads.
SILENT_TAGS = frozenset(
    "script style template nav form button select textarea dialog svg link meta title datalist canvas clipboard-copy".split()
)
SILENT_ROLES = frozenset("navigation search contentinfo toolbar dialog alertdialog menu menubar status tooltip".split())
# Their words are their own: code is coloured by classes such as "comment" and "nav".
CODE_TAGS = frozenset("pre code samp kbd math".split())
# In them "meta" and "author" are words of the article.
QUOTING_TAGS = frozenset("blockquote figure table dl".split())
BLOCK_TAGS = frozenset("div section aside ul ol p footer header details main article table iframe ins".split())

_PREFIX = "(?:(?:post|posts|entry|article|page|blog|site|content|single|story|news|wp|jp|td|fb|the|blog-post)-)?"
_TAIL = "(?:-.*)?"
_INVISIBLE = re.compile(
    "sr-only|visually-?hidden|screen-reader-(?:text|only)|show-for-sr|u-visually-hidden|a11y-hidden"
    "|margin-toggle"  # of notes in a margin, on narrow screens
)
_THREAD = re.compile(
    f"{_PREFIX}comments(?:-.*)?|{_PREFIX}comment-(?:area|list|section|form|respond|thread|count|wrapper|container|box|reply).*"
    f"|respond|disqus.*|utterances{_TAIL}|giscus{_TAIL}|commento{_TAIL}|isso-thread|webmentions?{_TAIL}|remark42{_TAIL}"
    f"|cusdis{_TAIL}|hyvor-talk{_TAIL}|gitalk{_TAIL}|waline{_TAIL}|twikoo{_TAIL}|staticman{_TAIL}"
)
_BESIDE = re.compile(
    # share
    f"{_PREFIX}(?:share|sharing|shares|social)-(?:buttons?|btns?|links?|bar|box|icons?|list|area|container|wrapper|this|post|media|tools?|section|block|title).*"
    f"|(?:post|entry|article|page|content|single|story)-(?:share|sharing|social)|sharedaddy|sd-(?:sharing|social|like).*"
    f"|addtoany.*|addthis.*|a2a-.*|sharethis.*|heateor.*|ssba.*|jp-likes.*"
    # related articles
    f"|{_PREFIX}(?:related|similar|recommended|further|more|latest|recent|popular)-(?:posts?|articles?|stories|content|items|links|news|pages|entries|reading){_TAIL}"
    f"|relatedposts{_TAIL}|jp-relatedposts|(?:post|entry|article)-related{_TAIL}|yarpp.*|outbrain.*|taboola.*|read-(?:next|also){_TAIL}|(?:more-)?from-(?:the|our)-blog{_TAIL}|you-may-(?:also-)?like"
    # the way on
    f"|{_PREFIX}(?:nav|navigation|pagination|paginav|pager|paginator|prev-?next|next-?prev|previous-next){_TAIL}"
    f"|links-nextprev{_TAIL}|ablog-(?:prev-next|blog-comments)|(?:prev|previous|next)-(?:post|article|entry)s?{_TAIL}|breadcrumbs?{_TAIL}|skip-(?:link|nav|to){_TAIL}|back-to-top|scroll-to-top"
    f"|{_PREFIX}(?:toc|table-of-contents|tableofcontents|on-this-page){_TAIL}|markdown-toc|ez-toc.*"
    # letters and advertisements
    f"|{_PREFIX}newsletter{_TAIL}|{_PREFIX}(?:subscribe|subscription|signup|sign-up|optin)-.*|mailchimp{_TAIL}|mc-embed-signup{_TAIL}|mc4wp.*"
    f"|{_PREFIX}ads?-(?:slot|unit|container|wrapper|banner|block|box|space|label|placeholder){_TAIL}|advert(?:s|isements?|ising)?{_TAIL}"
    "|adsbygoogle|google-auto-placed|carbon-?ads?|cookie-(?:notice|banner|consent).*"
    # what the entry's own fields say
    "|quarto-(?:reuse|citation|copyright)|(?:post|entry|article|blog|story|page|single|blog-post)-(?:meta|metadata|metas|info|date|dates|byline|authors?|author-bios?|sidebar(?:-.*)?|tags?|categories|category|cats|topics|footer|bio|edit|views|terms|published|updated)"
    f"|bylines?{_TAIL}|dateline|posted-on|posted-by|publish(?:ed)?-date|reading-time|read-time|author-(?:box|bio|info|card|meta|profile|block){_TAIL}|about-(?:the-)?author{_TAIL}"
    "|cat-links|tags-links|tag-(?:list|cloud|links)|taglist|theme-edit-this-page|edit-(?:link|page|this-page|post)|(?:theme-)?last-(?:updated|modified)"
    f"|dt-published|dt-updated|p-author|u-syndication|copy-(?:button|btn|code){_TAIL}|clipboard-.*"
)
# So common that they are signs on a block only.
_BESIDE_BLOCK = frozenset(
    "share sharing social related meta metadata byline tags toc menu nav ad ads popup modal subscribe newsletter "
    "sidebar post-nav read-more".split()
)
_TITLES = frozenset(
    "p-name entry-title post-title article-title page-title blog-title blog-post-title story-title".split()
)
_ITEMS_BESIDE = frozenset(
    "datePublished dateModified dateCreated author publisher commentCount interactionStatistic".split()
)


@lru_cache(maxsize=4096)
def mark_of(words: str, *, is_block: bool) -> Mark:
    """Return what the *words* of a class or an id say about their element; "": nothing.

    "invisible" is shown to nobody, a "thread" is what readers said, "beside" is around the text: sharing, the way on,
    related articles, advertisements, and what an entry's fields say.
    """
    if is_block and "contents" in (names := words.split()) and ("topic" in names or "local" in names):
        return "beside"  # docutils' table of contents
    for word in words.split()[:64]:
        name = _one_spelling(word)
        if _INVISIBLE.fullmatch(name):
            return "invisible"
        if _THREAD.fullmatch(name) or (is_block and name == "comment"):
            return "thread"
        if _BESIDE.fullmatch(name) or (is_block and name in _BESIDE_BLOCK):
            return "beside"
    return ""


def is_titled(words: str) -> bool:
    """Tell whether the *words* of a heading's class say that it is the title of the page."""
    return any(_one_spelling(word) in _TITLES for word in words.split()[:64])


def is_field(items: str) -> bool:
    """Tell whether the *items* (itemprop) of an element are what an entry's fields say."""
    return any(item in _ITEMS_BESIDE for item in items.split()[:64])


def _one_spelling(word: str) -> str:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word[:100])
    return re.sub(r"[_-]+", "-", parted).strip("-").lower()
