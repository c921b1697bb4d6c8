"""Everything that rules of profiles may ask of a feed and of its entries, and the words for it."""

from __future__ import annotations

import msgspec


class Fact(msgspec.Struct, frozen=True):
    """Something that is known of an entry or of the feed.

    says   the sentence about a number, with {n}; of a list, how messages name what is in it, with {value}
    is_number  else it is a list of texts
    """

    says: str
    is_number: bool = True


FACTS: dict[str, Fact] = {
    "title.characters": Fact("the title has {n} characters"),
    "description.characters": Fact("the description has {n} characters"),
    "description.words": Fact("the description has {n} words"),
    "text.words": Fact("the text has {n} words"),
    "entry.bytes": Fact("the entry has {n} bytes"),
    "pictures": Fact("there are {n} pictures"),
    "picture.longer-side": Fact("the picture has {n} pixels on its longer side"),
    "picture.shorter-side": Fact("the picture has {n} pixels on its shorter side"),
    "picture.width": Fact("the picture is {n} pixels wide"),
    "picture.height": Fact("the picture is {n} pixels high"),
    "picture.ratio": Fact("the picture is {n} times as wide as it is high"),
    "picture.bytes": Fact("the picture has {n} bytes"),
    "categories": Fact("there are {n} categories"),
    "age.days": Fact("it is {n} days old"),
    "lead.pictures": Fact("the text begins with {n} pictures"),
    "lead.width": Fact("the picture that the text begins with is {n} pixels wide"),
    "lead.height": Fact("the picture that the text begins with is {n} pixels high"),
    "lead.repeated": Fact("the picture that the text begins with stands in media elements {n} times, too"),
    "elements": Fact("<{value}>", is_number=False),
    "text.tags": Fact("<{value}> in the text", is_number=False),
    "text.attributes": Fact("the attribute {value} in the text", is_number=False),
    "text.frames": Fact("a frame of {value} in the text", is_number=False),
    "title.markup": Fact("the tag {value} in the title", is_number=False),
    "link.parameters": Fact("the parameter {value} in the link", is_number=False),
    "link.scheme": Fact("a link of {value}", is_number=False),
    "link.other-host": Fact("a link to {value}, where the feed's own does not lead", is_number=False),
    "guid": Fact("a guid that is {value}", is_number=False),
    "picture.type": Fact("a picture of the type {value}", is_number=False),
    "enclosure.type": Fact("an enclosure of the type {value}", is_number=False),
    "enclosure.attributes": Fact("{value} of the enclosure", is_number=False),
    "feed.entries": Fact("the feed has {n} entries"),
    "feed.bytes": Fact("the feed has {n} bytes"),
    "feed.languages": Fact("the feed has {n} languages"),
    "feed.kinds": Fact("the feed has entries of {n} kinds, with a video and without"),
    "feed.namespaces": Fact("namespace {value}", is_number=False),
    "feed.title.characters": Fact("the title of the feed has {n} characters"),
    "feed.description.characters": Fact("the description of the feed has {n} characters"),
    "feed.description.bytes": Fact("the description of the feed has {n} bytes"),
    "feed.elements": Fact("<{value}> of the feed", is_number=False),
    "feed.encoding": Fact("the encoding {value}", is_number=False),
    "feed.categories": Fact("the category {value} of the feed", is_number=False),
}
OF_FEED = {name for name in FACTS if name.startswith("feed.")}
