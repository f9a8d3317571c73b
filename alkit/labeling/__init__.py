"""A person's session: its state, its trainer, its rivals, its store; no screen."""
