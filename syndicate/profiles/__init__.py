"""What a taker of feeds wants: profiles, which are data, and what judges a feed by one or fits articles to it."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.profiles.fitting import fitted as fitted, taken as taken
    from syndicate.profiles.judging import Lack as Lack, judge_feed as judge_feed
    from syndicate.profiles.profile import (
        Profile as Profile,
        load_profile as load_profile,
        profile_names as profile_names,
    )
else:
    __getattr__, __all__ = face(
        __name__,
        {"fitting": "fitted taken", "judging": "Lack judge_feed", "profile": "Profile load_profile profile_names"},
    )
