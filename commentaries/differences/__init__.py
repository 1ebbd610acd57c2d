"""Compares two texts given as plain data, word by word; knows neither Django nor Wagtail."""
