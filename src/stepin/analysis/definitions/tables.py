"""Yes and no, told a whole column at a time: which codes are in a table, and which case holds.

Both go through columns of bytes with one comparison per code or case, which a processor does for dozens of
rows at once; to look each row up, or to branch on it, takes many times as long.
"""

from collections.abc import Mapping

import numpy as np

from stepin.analysis.records import Bools, Ints


def holds(table: Bools, codes: Ints) -> Bools:
    """``table[codes]``, for a table with few members and codes as narrow as they come."""
    found = np.zeros(len(codes), bool)
    for member in np.flatnonzero(table).tolist():  # an int64 would widen the codes to compare them
        found |= codes == member
    return found


def first_case(cases: Mapping[int, Bools], *, otherwise: int) -> Ints:
    """By row the code, −128 to 127, of the first case that holds; there is at least one case."""
    codes = list(cases)
    found = np.full(len(cases[codes[0]]), otherwise, np.int8)
    for code in reversed(codes):
        found ^= (found ^ np.int8(code)) & -cases[code].view(np.int8)
    return found
