"""Tests of the rooms where DOIs are registered."""
