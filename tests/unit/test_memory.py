"""While an analysis runs, memory that it lets go of is not given back to the system and fetched anew."""

import platform

import numpy as np
import pytest

from stepin.findings.memory import reused

resource = pytest.importorskip("resource")
glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="elsewhere nothing is changed")
NUMBERS = 2**23  # 64 MiB


def pages_fetched_for_another_array():
    np.ones(NUMBERS)  # let go at once
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    np.ones(NUMBERS)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@glibc
def test_an_array_takes_the_place_of_one_let_go_without_a_page_from_the_system():
    with reused():
        assert pages_fetched_for_another_array() < 5


@glibc
def test_afterwards_each_large_array_is_given_back_as_ever_even_after_an_error():
    with pytest.raises(ZeroDivisionError), reused():
        raise ZeroDivisionError
    assert pages_fetched_for_another_array() > 20
