"""The statistics: from counts and time per team and kind to shares, chances and patterns."""
