"""Articles whose fields are as the user says: ``where: {type: video, priority: {min: 5}}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from syndicate import Article, Filter, FilterContext, hookimpl
from syndicate.parts import WhereOptions, describe_where, where_keys


@hookimpl
def syndicate_filters() -> list[Filter]:
    return [
        Filter(name="where", build=build, options=WhereOptions, describe=describe_where, reads=where_keys, clock="none")
    ]


def build(setting: Mapping[str, Any], context: FilterContext) -> Callable[[Article], bool]:
    """Return whether an article fulfils every condition of *setting*, a WhereOptions."""
    from syndicate.parts import where_test

    return where_test(setting, context.site)
