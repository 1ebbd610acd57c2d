"""Holds the facts of every text against what each output says of it, read back by readers that are not ours."""
