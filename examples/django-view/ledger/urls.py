"""Where the feeds are: /feeds/atom.xml has all articles, /feeds/sea/atom.xml those with the tag `sea`."""

from django.urls import path

from ledger.views import FEEDS, feed

urlpatterns = [path(f"feeds/{name}", feed, {"name": name}) for name in FEEDS]
urlpatterns += [path(f"feeds/<slug:tag>/{name}", feed, {"name": name}) for name in FEEDS]
