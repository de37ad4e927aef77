"""Log + organisation + corrections → findings. Pure: no clock, no files, no environment."""
