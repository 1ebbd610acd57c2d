"""The links by which persons without an account come in: given, addressed, found, opened, ended and taken back."""
