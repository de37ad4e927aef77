"""What the machine is like is no claim of the tests: how busy it is, or that it ignores Ctrl-C."""

import signal

from hypothesis import HealthCheck, settings

settings.register_profile("stepin", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("stepin")

# A shell's background job ignores Ctrl-C, and so would all that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
