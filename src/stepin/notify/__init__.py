"""It comes to them: digests by mail, chat, and the calendar feed of check dates."""
