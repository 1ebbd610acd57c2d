"""Tests of the deposits of DOIs: the verb, what the desk shows, and the command."""
