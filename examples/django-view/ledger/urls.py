"""Where the feeds are."""

from django.urls import path

from ledger.views import FEEDS, feed

urlpatterns = [path(f"feeds/{name}", feed, {"name": name}) for name in FEEDS]
