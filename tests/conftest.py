"""How Hypothesis runs here: how long an example takes is no claim of ours, and the machine may be busy."""

from hypothesis import HealthCheck, settings

settings.register_profile("stepin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("stepin")
