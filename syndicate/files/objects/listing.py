"""Which objects a source reads: those that a URL with wildcards names, a folder of a bucket, or one object.

They come as the store lists them, a thousand with each request, so that a bucket of millions takes no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from syndicate.files.globs import MAGIC, compiled, fixed_part, glob_regex, suffixes_in
from syndicate.files.objects.failures import NO_PATH
from syndicate.files.objects.reading import bucket_of, stamp_of
from syndicate.files.objects.store import Found
from syndicate.model.errors import Fault
from syndicate.parts.items import Run, Stamp

_HIDDEN = ("/.", "/node_modules/")


def list_objects(
    url: str, suffixes: tuple[str, ...], is_left_out: Callable[[str], object]
) -> Iterator[Run | tuple[str, Fault]]:
    """Yield what *url* names, as list_files() has it: runs in the order of the keys, or a fault where there is nothing.

    suffixes     as list_files() takes them
    is_left_out  (URL of an object) -> whether it is passed over

    Objects are stamped with size and ETag. Raises StoreError where nothing can be listed.
    """
    folder = fixed_part(url).rstrip("/")
    matches = None
    if MAGIC.search(url):
        suffixes = suffixes_in(url, suffixes)
        matches = compiled(glob_regex(url)).fullmatch
    bucket, path = bucket_of(folder)
    base = folder[: len(folder) - len(path)] if path else f"{folder}/"
    above = path and f"{path}/"
    if matches is None and "." in path.rpartition("/")[2] and (found := bucket.store.head(path)) is not None:
        yield Run([folder], [stamp_of(found)])
        return

    def is_named(key: str) -> bool:
        return not is_left_out(key) and (matches is None or matches(key) is not None)

    bucket.seen = {one: found for one, found in bucket.seen.items() if not one.startswith(above)}
    has_any = False
    for page in bucket.store.pages(path):
        keys: list[str] = []
        stamps: list[Stamp] = []
        beside: list[tuple[str, Found]] = []
        odd: list[str] = []
        for one, found in page:
            if found is None:
                odd.append(base + one)
            elif not one.lower().endswith(suffixes):
                beside.append((one, found))
            elif not any(map(f"/{one.removeprefix(above)}".__contains__, _HIDDEN)) and is_named(base + one):
                keys.append(base + one)
                stamps.append(stamp_of(found))
        bucket.see(beside)
        if keys:
            has_any = True
            yield Run(keys, stamps)
        for key in odd:
            if key.lower().endswith(suffixes) and is_named(key):
                has_any = True
                yield key, Fault(path=key, message=f"cannot be read: its key {NO_PATH}; rename the object")
    if not has_any:
        missing = (
            "no object matches; correct the pattern"
            if matches
            else "no such object, or none to read below it; correct it"
        )
        yield url, Fault(path=url, field="source.paths", message=f"{missing}, or take it out", is_further=True)


def exists(url: str) -> bool:
    """Tell whether there is an object at *url*. Raises StoreError."""
    bucket, path = bucket_of(url)
    return bucket.store.head(path) is not None
