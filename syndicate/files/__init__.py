"""A site's files: listed, opened safely; front matter and YAML, TOML, JSON with the position of each value."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.files.bytes import (
        file_digest as file_digest,
        first_bytes as first_bytes,
        open_file as open_file,
        want_together as want_together,
    )
    from syndicate.files.data_file import found_in as found_in, read_data as read_data
    from syndicate.files.front_matter import (
        ArticleHead as ArticleHead,
        article_head as article_head,
        head_below as head_below,
        parse_head as parse_head,
        read_article_head as read_article_head,
        read_body as read_body,
        read_head as read_head,
    )
    from syndicate.files.globs import alternatives as alternatives, glob_regex as glob_regex
    from syndicate.files.head_bounds import Head as Head, is_headless as is_headless
    from syndicate.files.inside import (
        beginning_of as beginning_of,
        open_regular as open_regular,
        place_inside as place_inside,
        text_inside as text_inside,
    )
    from syndicate.files.json_text import JsonText as JsonText, JsonTree as JsonTree, parse_json as parse_json
    from syndicate.files.listing import list_files as list_files, path_below as path_below, stamp_of as stamp_of
    from syndicate.files.portable import despite_readers as despite_readers, relative_path as relative_path
    from syndicate.files.reached import place_of as place_of, reach as reach
    from syndicate.files.toml.text import TomlTree as TomlTree, parse_toml as parse_toml
    from syndicate.files.tree import Overlay as Overlay, Place as Place, RawFields as RawFields, RawTree as RawTree
    from syndicate.files.yaml.text import YamlTree as YamlTree, parse_yaml as parse_yaml
else:
    __getattr__, __all__ = face(
        __name__,
        {
            "bytes": "file_digest first_bytes open_file want_together",
            "data_file": "found_in read_data",
            "front_matter": "ArticleHead article_head head_below parse_head read_article_head read_body read_head",
            "globs": "alternatives glob_regex",
            "head_bounds": "Head is_headless",
            "inside": "beginning_of open_regular place_inside text_inside",
            "json_text": "JsonText JsonTree parse_json",
            "listing": "list_files path_below stamp_of",
            "portable": "despite_readers relative_path",
            "reached": "place_of reach",
            "toml.text": "TomlTree parse_toml",
            "tree": "Overlay Place RawFields RawTree",
            "yaml.text": "YamlTree parse_yaml",
        },
    )
