"""What the leader says and does about step-ins, kept: their lives, the responses, and who may see what."""
