import os
import sys

sys.path.append(os.curdir)
from pelicanconf import *

SITEURL = "https://news.example.org/ledger"
RELATIVE_URLS = False
FEED_ALL_ATOM = "feeds/all.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
RSS_FEED_SUMMARY_ONLY = False
