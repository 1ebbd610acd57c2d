"""What changed in a text: the list of its versions, two of them compared, by whose hand, and how a page shows it."""
