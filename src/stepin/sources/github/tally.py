"""What an import from GitHub has read so far: the items for the log, and the counts for the report."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from stepin.errors import InputError
from stepin.log.records import Event, Item
from stepin.log.rejects import KEPT, BadRow, Rejects
from stepin.log.writing import Appended
from stepin.sources.github.folder import Unread
from stepin.sources.github.payloads import Reading
from stepin.sources.report import ImportReport

DUPLICATE = "duplicates: GitHub tells the same event twice"


class BadPayloadsError(InputError):
    """Under ``--strict``: files that give no item, or entries that give no event."""


def _files(count: int) -> str:
    return "1 file or entry is" if count == 1 else f"{count} files or entries are"


@dataclass(slots=True)
class Tally:
    read: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    items: list[Item] = field(default_factory=list)
    bots: set[str] = field(default_factory=set)
    rejects: Rejects = field(default_factory=Rejects)

    def take(self, name: str, found: Reading | Unread) -> Iterator[Event]:
        """The events of one file or item, counted."""
        self.read["files"] += 1
        if isinstance(found, Unread):
            self._refuse(name, found)
            return
        self.read["pull requests" if found.item.kind == "change" else "issues"] += 1
        self.read["entries"] += found.entries
        self.left_out.update(found.left_out)
        self.left_out.update({DUPLICATE: found.duplicates} if found.duplicates else {})
        self.bots |= found.bots
        self.items.append(found.item)
        for bad in found.rejected:
            place, _, reason = bad.partition(": ")
            self._reject(f"{name} {place}", reason)
        yield from found.events

    def _refuse(self, name: str, found: Unread) -> None:
        if found.other:
            self.left_out[f"files: {found.reason}"] += 1
        else:
            self._reject(name, found.reason)

    def _reject(self, place: str, reason: str) -> None:
        bad = BadRow(self.read["files"], place, reason, "")
        self.rejects += Rejects(1, {reason: 1}, (bad,))

    def refuse_if_bad(self) -> None:
        """Raises BadPayloadsError, naming the first of them."""
        if self.rejects.count:
            named = "\n".join(f"  {bad.column}: {bad.reason}" for bad in self.rejects.examples)
            more = f"\n  and {self.rejects.count - KEPT} more" if self.rejects.count > KEPT else ""
            raise BadPayloadsError(
                f"{_files(self.rejects.count)} bad, so nothing was imported:\n{named}{more}"
                "\nMend or remove them, or leave out --strict to import the others."
            )

    def report(self, source: str, appended: Appended) -> ImportReport:
        return ImportReport(
            source=source,
            read=dict(self.read),
            appended=appended,
            left_out=dict(self.left_out),
            rejected=self.rejects + appended.events.rejected + appended.items.rejected,
            bots=tuple(sorted(self.bots)),
        )
