"""Articles fitted to a profile, and a feed written of those that its taker takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from urllib.parse import urlsplit

from msgspec.structs import replace

from syndicate.model.article import Article, Image, Origin
from syndicate.model.feed import Document, Feed
from syndicate.model.urls import atom_id
from syndicate.profiles.judging import Lack, judge_feed
from syndicate.profiles.profile import Mends, Profile

_FRAME = re.compile(r"""<iframe\b((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>(.*?)</iframe>""", re.DOTALL)
# A tag of a body, which is clean: its attributes stand in double quotes.
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)(\s*/?>)""")
_SOURCE = re.compile(r'\ssrc="([^"]*)"')
_SHOWN = 3  # places that a warning names


def fitted(profile: Profile, feed: Feed) -> Feed:
    """Return *feed* with all made right in its articles that can be, as `mend` of *profile* says."""
    return replace(feed, articles=[_fitted(profile, article) for article in feed.articles])


def taken(
    profile: Profile,
    feed: Feed,
    render: Callable[[Feed], Iterable[Document]],
    line_of: Callable[[Origin, str], int] = lambda origin, _: origin.line,
) -> tuple[Feed, tuple[str, ...]]:
    """Return *feed* with the articles that the taker takes, and sentences on what is left out or lacks.

    render   writes a feed; what it has written is judged, so that a profile means what stands in the file
    line_of  where an article says a field of it
    """
    lacks = _lacks(profile, render(feed))
    dropped = {lack.id for lack in lacks if lack.drops}
    written = [  # ids as a format may have them
        {article.id, atom_id(article.id, feed.site.url, article.published_at)} for article in feed.articles
    ]
    kept = [article for article, ids in zip(feed.articles, written, strict=True) if dropped.isdisjoint(ids)]
    origins = {id_: article.origin for article, ids in zip(feed.articles, written, strict=True) for id_ in ids}

    def told(lacks: list[Lack]) -> str:
        """Return the first of *lacks* with the places of their articles, and how many articles more lack something."""
        texts = []
        for lack in lacks[:_SHOWN]:
            origin = origins.get(lack.id)
            line = origin and (line_of(origin, lack.field) if lack.field else origin.line)
            texts.append(f"{f'{origin.path}:{line}' if origin else lack.id}: {lack.message}")
        more = len({lack.id for lack in lacks} - {lack.id for lack in lacks[:_SHOWN]})
        return "; ".join(texts) + (f"; and {more} more" if more else "")

    warnings = []
    if len(kept) < len(feed.articles):
        drops = [lack for lack in lacks if lack.drops]
        warnings.append(f"{len(feed.articles) - len(kept)} of {len(feed.articles)} left out: {told(drops)}")
        feed = replace(feed, articles=kept)
        lacks = _lacks(profile, render(feed)) if kept else []  # of a feed without them something else may be said
    warnings += [lack.message for lack in lacks if lack.entry is None]
    for code in dict.fromkeys(lack.code for lack in lacks if lack.entry is not None):
        same = [lack for lack in lacks if lack.code == code]
        warnings.append(f"{len({lack.id for lack in same})} of {len(kept)} {code}: {told(same)}")
    return feed, tuple(warnings)


def _lacks(profile: Profile, documents: Iterable[Document]) -> list[Lack]:
    return [lack for document in documents for lack in judge_feed(profile, document.body)]


def _fitted(profile: Profile, article: Article) -> Article:
    mend = profile.mend
    changed: dict[str, object] = {}
    if mend.description_characters and len(article.summary) > mend.description_characters:
        cut = article.summary[: mend.description_characters]
        changed["summary"] = (cut.rpartition(" ")[0] or cut[:-1]).rstrip(" ,;:") + "…"
    images = sorted(article.images, key=lambda image: not _fits(profile, image))
    html = article.content_html
    if html:
        if mend.frames == "links":
            allowed = {host for rule in profile.rules if rule.fact == "text.frames" for host in rule.only}
            html = _FRAME.sub(lambda found: _as_link(found, allowed), html)
        if mend.tags or mend.attributes:
            html = _TAG.sub(lambda found: _fitted_tag(found, mend), html)
        if mend.lead_figure and images:
            lead, *images = images
            html = _with_lead(lead, html)
        if html != article.content_html:
            changed["content_html"] = html
    if mend.categories is not None:
        changed["topics"] = article.topics[: mend.categories]
    if tuple(images) != article.images:
        changed["images"] = tuple(images)
    if mend.changed == "published":
        changed |= {"published_at": article.modified_at, "updated_at": None}
    elif mend.changed == "none":
        changed["updated_at"] = None
    return replace(article, **changed) if changed else article


def _fits(profile: Profile, image: Image) -> bool:
    """Tell whether *image* is known to be what the rules about pictures want."""
    if not image.width or not image.height:
        return False
    shorter, longer = sorted((image.width, image.height))
    known: dict[str, float] = {"picture.longer-side": longer, "picture.shorter-side": shorter}
    known |= {"picture.width": image.width, "picture.height": image.height}
    known["picture.ratio"] = round(image.width / image.height, 2)
    if image.size_bytes:
        known["picture.bytes"] = image.size_bytes
    limits = {name: profile.limits_of(name) for name in known}
    return all(least <= known[name] <= most for name, (least, most) in limits.items())


def _fitted_tag(tag: re.Match[str], mend: Mends) -> str:
    end, name, attributes, rest = tag.groups()
    for attribute in mend.attributes:
        attributes = re.sub(rf'\s+{re.escape(attribute)}(?:="[^"]*")?(?=\s|$)', "", attributes)
    return f"<{end}{mend.tags.get(name, name)}{attributes}{rest}"


def _as_link(frame: re.Match[str], allowed: set[str]) -> str:
    """Return a link to what *frame* shows, unless it is of an *allowed* host."""
    source = _SOURCE.search(frame[1])
    if source is None:
        return ""
    host = (urlsplit(unescape(source[1])).hostname or "").removeprefix("www.")
    return frame[0] if host in allowed else f'<a href="{source[1]}">{source[1]}</a>'


def _with_lead(lead: Image, html: str) -> str:
    """Return *html* with *lead* as a figure at its beginning, and nowhere else."""
    again = re.compile(rf"""<img\b(?:\s+[^\s=>"]+="[^"]*")*?\s+src="{re.escape(escape(lead.url))}"[^>]*>""")
    title = f"<figcaption>{escape(lead.title, quote=False)}</figcaption>" if lead.title else ""
    size = f' width="{lead.width}" height="{lead.height}"' if lead.width and lead.height else ""
    figure = f'<figure><img src="{escape(lead.url)}" alt="{escape(lead.description)}"{size}>{title}</figure>'
    return figure + again.sub("", html)
