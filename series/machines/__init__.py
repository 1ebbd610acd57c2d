"""Answers the requests of machines for many texts: citations, catalogue, sitemap, and what crawlers may read."""
