"""Events as integers in the total order: what an analysis of all of them reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]

_NO_ROWS = pa.array([], pa.string()).dictionary_encode()


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of text: which of ``texts`` each row holds, −1 for none."""

    codes: Ints  # int32
    texts: pa.Array  # string, each of them once

    @staticmethod
    def of(column: pa.ChunkedArray) -> "Coded":
        """Of text, or of dictionaries: these may hold texts of no row, and so may ``texts``; see ``rows``."""
        return Coded.of_chunks(column.iterchunks())

    @staticmethod
    def of_chunks(chunks: Iterable[pa.Array]) -> "Coded":
        """As ``of``; of each but its codes and its dictionary nothing is held when the next is asked for."""
        held = [_of_chunk(chunk) for chunk in chain((_NO_ROWS,), chunks)]
        entries = pa.concat_arrays([texts for _, texts in held]).dictionary_encode()
        code_of = np.split(entries.indices.to_numpy(), np.cumsum([len(texts) for _, texts in held])[:-1])
        codes = np.empty(sum(len(places) for places, _ in held), np.int32)
        stops = accumulate(len(places) for places, _ in held)
        for code, (places, _), stop in zip(code_of, held, stops, strict=True):
            codes[stop - len(places) : stop] = through(code, places)
        return Coded(codes, entries.dictionary)

    def rows(self, rows: Ints | Bools | slice) -> "Coded":
        """Of these rows alone: a text that none of them holds is gone, as if it had never been read."""
        codes = self.codes[rows]
        held = np.zeros(len(self.texts) + 1, bool)  # the last by rows of no text
        held[codes] = True
        if held[:-1].all():
            return Coded(codes, self.texts)
        return Coded(through(np.cumsum(held[:-1]) - 1, codes), self.texts.filter(pa.array(held[:-1])))

    def ranked(self) -> "Coded":
        """With the texts in the order of their UTF-8 bytes."""
        if len(self.texts) < 2 or pc.all(pc.less(self.texts[:-1], self.texts[1:])).as_py():
            return self
        order = pc.sort_indices(self.texts)
        rank = np.empty(len(order), np.int32)
        rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
        return Coded(through(rank, self.codes), self.texts.take(order))


def _of_chunk(chunk: pa.Array) -> tuple[Ints, pa.Array]:
    """Where in its dictionary each row's text is, and that dictionary."""
    encoded = chunk.dictionary_encode()
    return encoded.indices.fill_null(-1).to_numpy(), encoded.dictionary.cast(pa.string())


def through(table: Ints, codes: Ints) -> Ints:
    """Each code's entry in the table; −1 stays −1."""
    return np.append(table, -1).astype(np.int32)[codes]


@dataclass(frozen=True, slots=True)
class CodedEvents:
    """One row per event in the total order. Item codes never fall; every text is some row's."""

    item: Coded
    at: Ints  # UTC microseconds
    kind: Coded
    actor: Coded
    value: Coded
    previous: Coded
    lies: Ints  # int32: which row of what was read it is

    def __len__(self) -> int:
        return len(self.at)


def coded(events: pa.Table) -> CodedEvents:
    """The same of a table that is in the total order; what it has beside these columns is not looked at."""
    return CodedEvents(
        item=_whole(events["item_id"]),
        at=instants(events["occurred_at"]),
        kind=_whole(events["kind"]),
        actor=_whole(events["actor"]),
        value=_whole(events["value"]),
        previous=_whole(events["previous"]),
        lies=np.arange(len(events), dtype=np.int32),
    )


def _whole(column: pa.ChunkedArray) -> Coded:
    return Coded.of(column).rows(np.ones(len(column), bool))


def instants(column: pa.ChunkedArray) -> Ints:
    """UTC microseconds."""
    whole = column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    return whole.to_numpy()
