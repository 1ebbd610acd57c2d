"""Turns the register into what harvesters read: a repository by OAI-PMH 2.0."""
