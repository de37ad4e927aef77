"""Every write of a leader's, each with who did it (``by``) and when (``now``), in one transaction."""
