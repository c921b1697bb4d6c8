"""Links find the end of a head, whatever stands in it."""

from __future__ import annotations

import pytest

from syndicate_mkdocs.heads import with_links

LINKS = "<link>\n"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<head><title>a</title></head><body>", "<head><title>a</title><link>\n</head><body>"),
        ("<HEAD></HEAD ><body>", "<HEAD><link>\n</HEAD ><body>"),
        ("<head><!-- </head> --></head>", "<head><!-- </head> --><link>\n</head>"),
        ('<head><script>"</head>"</script></head>', '<head><script>"</head>"</script><link>\n</head>'),
        ("<head><title></head></title></head>", "<head><title></head></title><link>\n</head>"),
        ("<head><meta><body><header></header>", "<head><meta><link>\n<body><header></header>"),  # HTML lets </head> out
        ("<p>no head, no body</p>", "<p>no head, no body</p>"),
        ("", ""),
    ],
)
def test_links_stand_at_the_end_of_the_head(page: str, expected: str) -> None:
    assert with_links(page, LINKS) == expected
