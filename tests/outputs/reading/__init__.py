"""Turns each output back into the facts that it states, by a reader that we did not write."""
