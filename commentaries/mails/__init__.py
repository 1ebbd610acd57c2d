"""Makes, words, addresses and hands out the mails about texts, and knows who wants which of them when."""
