"""A person's session: its state, its trainer, its rivals, its store; and how one is opened.  No screen."""
