"""An article and its tags, as Django keeps them."""

from django.db import models

from syndicate import Article, Author


class Tag(models.Model):
    """What an article is about; each tag has feeds of its own."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """An article; it is out once published_at has come."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=100, blank=True)
    tags = models.ManyToManyField(Tag, blank=True)
    html = models.TextField(blank=True)
    published_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.title

    def as_article(self) -> Article:
        """Return the article as feeds show it; `id` stays the same when the slug changes.

        Raises ArticleError for a row that is no article, e.g. one without a title.
        """
        return Article(
            id=f"tag:ledger.example,2024:{self.pk}",
            title=self.title,
            url=f"https://ledger.example/{self.slug}/",
            published_at=self.published_at,
            updated_at=self.changed_at,
            content_html=self.html,
            topics=tuple(tag.name for tag in self.tags.all()),
            authors=(Author(name=self.author),) if self.author else (),
        )
