"""Lays the public texts out as an archive of RePEc: folders of templates that its robot reads by following links."""
