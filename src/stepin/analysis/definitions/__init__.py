"""What each word means, worked out on columns of integers, a batch of whole items at a time.

docs/definitions.md says the same in prose; tests/reference walks it event by event.
"""
