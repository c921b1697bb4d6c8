"""What a profile says of a feed that names it: defaults, and what it makes right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from syndicate.model.errors import UsageError, excerpt
from syndicate.model.feed import Feed
from syndicate.settings.configured_parts import ConfiguredTransform, cache_key
from syndicate.settings.schema import FeedSettings

if TYPE_CHECKING:
    from syndicate.profiles.profile import Profile


def profile_of(feed: FeedSettings, folder: Path) -> Profile | None:
    """Return the profile that *feed* names, None if it names none.

    folder  of the settings, where profiles of one's own are

    Raises UsageError where there is no such profile, and where it is of another format; SettingsError for its mistakes.
    """
    if feed.profile is None:
        return None
    from syndicate.profiles.profile import load_profile

    profile = load_profile(feed.profile, folder)
    if feed.format not in profile.formats:
        takes = " and ".join(profile.formats)
        raise UsageError(f"{profile.taker} takes {takes}, found {excerpt(feed.format)}; give the feed another format")
    return profile


def with_defaults(feed: FeedSettings, profile: Profile) -> FeedSettings:
    """Return *feed* with what *profile* says where it says nothing itself."""
    defaults = profile.feed
    return msgspec.structs.replace(
        feed,
        limit=feed.limit or (None if feed.page_size else defaults.limit),
        limit_bytes=feed.limit_bytes or (None if feed.page_size or feed.archive else defaults.limit_bytes),
        content=feed.content or defaults.content,
        options={**defaults.options.get(feed.format, {}), **feed.options},
    )


def fitting(name: str, profile: Profile) -> ConfiguredTransform:
    """Return the transform that makes right what *profile*, called *name*, wants otherwise."""

    def apply(feed: Feed) -> Feed:
        from syndicate.profiles.fitting import fitted

        return fitted(profile, feed)

    identity = ("profile", cache_key(profile))
    return ConfiguredTransform(name=f"profile {name}", label=f"profile {name}", identity=identity, apply=apply)
