"""Slack: a digest as blocks, and what can be done about it without leaving the chat."""
