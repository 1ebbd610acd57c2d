"""Makes the demonstration out of facts and texts written for it."""
