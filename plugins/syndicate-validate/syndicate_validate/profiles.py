"""A document judged by what a taker wants: the profile of an export, on anybody's feed."""

from __future__ import annotations

from syndicate.profiles import Profile, judge_feed
from syndicate_validate.nodes import Document


def judge_by(profile: Profile, body: bytes, document: Document) -> None:
    """Add what the feed *body* lacks for *profile* to the findings on *document*: errors for what is not taken."""
    tell = document.findings.add
    try:
        lacks = judge_feed(profile, body, now=document.now)
    except ValueError as error:
        tell("profile-unjudged", 0, 0, value=profile.taker, words={"why": str(error)})
        return
    if document.format not in ("rss", "atom"):
        tell("profile-unjudged", 0, 0, value=profile.taker, words={"why": f"it is {document.format}"})
        return
    for lack in lacks:
        code = "profile-dropped" if lack.drops else "profile-lack"
        tell(code, lack.line, 1 if lack.line else 0, element=lack.code, words={"said": lack.message})
