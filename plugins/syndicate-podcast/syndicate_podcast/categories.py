"""Apple's categories, https://podcasters.apple.com/support/1691-apple-podcasts-categories: 19, and 91 within them."""

from __future__ import annotations

from syndicate.model import excerpt, suggest

SEPARATOR = " > "  # between category and subcategory, as people write them: "Society & Culture > Documentary"

CATEGORIES: dict[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News", "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality",
    ),
    "Science": (
        "Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences", "Nature",
        "Physics", "Social Sciences",
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        "Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby", "Running",
        "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling",
    ),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
    "Technology": (),
    "True Crime": (),
}  # fmt: skip


def category(text: str) -> tuple[str, str]:
    """Return category and subcategory that *text* names; "" for the second where it names a category only.

    >>> category("Society & Culture > Documentary")
    ('Society & Culture', 'Documentary')

    Raises ValueError, its text a sentence, if Apple's list has no such category: a show with another one is refused.
    """
    name, _, below = (part.strip() for part in text.partition(SEPARATOR.strip()))
    if name not in CATEGORIES:
        parents = [parent for parent, names in CATEGORIES.items() if name in names]
        if parents and not below:
            raise ValueError(f"{excerpt(name)} is a subcategory; write {excerpt(parents[0] + SEPARATOR + name)}")
        known = suggest(name, CATEGORIES) or f"; there are {', '.join(CATEGORIES)}"
        raise ValueError(f"{excerpt(name)} is not one of Apple's categories{known}")
    if below and below not in CATEGORIES[name]:
        names = CATEGORIES[name]
        known = suggest(below, names) or (
            f"; there are {', '.join(names)}" if names else "; it has none: write it alone"
        )
        raise ValueError(f"{excerpt(below)} is not one of the subcategories of {excerpt(name)}{known}")
    return name, below
