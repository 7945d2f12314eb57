"""Which lines are one entry: those of one home, and those that share a number or a mail address.

Never those of two places: an owner of two houses is in both zones, and a farm's name on two points is two homes. Nor those of whom
one wants no warnings and the other does: the number that they share is reserved, the other's own is not.
"""

from collections.abc import Collection, Iterable, Sequence

from policy.lists.lines import ListLine
from schemas.recipients.register import MOST_WAYS, EntryForm, EntryKind

Point = tuple[float, float]
_NEAR = 2e-4, 1e-4
"""Degrees of longitude and latitude, ten metres: the same home, measured twice."""


def joined(lines: Sequence[ListLine]) -> list[list[ListLine]]:
    """In the order of their first lines. A home of more ways than an entry takes is a block of flats: its lines stay apart."""
    groups = _Groups(lines)
    for number, line in enumerate(lines):
        for key in _ways(line):
            groups.meet(number, key)
    for home, numbers in _homes(lines).items():
        if _fits(frozenset().union(*(_ways(lines[number]) for number in numbers))):
            for number in numbers:
                groups.meet(number, home)
    return groups.all()


def entry(lines: Sequence[ListLine], **other: object) -> EntryForm:
    """Of several it is a household: it has the name that they share, so that who is erased leaves none behind."""
    first = lines[0]
    point = next((line.point for line in lines if line.point), None)
    people = {line.name for line in lines if line.name}
    return EntryForm.model_validate(
        {
            "kind": EntryKind.HOUSEHOLD if len(people) > 1 else EntryKind.PERSON,
            "name": _shared(sorted(people)),
            "mobiles": _all(line.mobiles for line in lines),
            "emails": _all(line.emails for line in lines),
            "street": next((line.street for line in lines if line.street), ""),
            "longitude": point[0] if point else None,
            "latitude": point[1] if point else None,
            "language": first.language,
            "groups": _all(line.groups for line in lines),
            "zones": _all(line.zones for line in lines),
            "reserved": any(line.reserved for line in lines),
            **other,
        }
    )


class _Groups:
    """Lines that met, as a forest: each line knows one it belongs with, the root knows how many ways they have."""

    def __init__(self, lines: Sequence[ListLine]) -> None:
        self._lines, self._up = lines, list(range(len(lines)))
        self._ways = [_ways(line) for line in lines]
        self._points = [line.point for line in lines]
        self._known: dict[object, list[int]] = {}

    def meet(self, number: int, key: object) -> None:
        """With the first of this key who may belong with it; else it is one more whom others may meet."""
        known = self._known.setdefault(key, [])
        for other in known:
            first, second = sorted((self._root(other), self._root(number)))
            if first == second:
                return
            if self._may_be_one(first, second):
                self._join(first, second)
                return
        if len(known) < MOST_WAYS:
            known.append(number)

    def _may_be_one(self, one: int, other: int) -> bool:
        alike = self._lines[one].reserved is self._lines[other].reserved
        return alike and _is_one_place(self._points[one], self._points[other])

    def _join(self, first: int, second: int) -> None:
        together = self._ways[first] | self._ways[second]
        if _fits(together):
            self._up[second], self._ways[first] = first, together
            self._points[first] = self._points[first] or self._points[second]

    def all(self) -> list[list[ListLine]]:
        found: dict[int, list[ListLine]] = {}
        for number, line in enumerate(self._lines):
            found.setdefault(self._root(number), []).append(line)
        return list(found.values())

    def _root(self, number: int) -> int:
        while self._up[number] != number:
            self._up[number] = self._up[self._up[number]]
            number = self._up[number]
        return number


def _homes(lines: Sequence[ListLine]) -> dict[object, list[int]]:
    found: dict[object, list[int]] = {}
    for number, line in enumerate(lines):
        if line.home:
            found.setdefault(("home", line.home, line.language, line.reserved), []).append(number)
    return found


def _ways(line: ListLine) -> frozenset[tuple[str, str]]:
    return frozenset((*(("sms", each) for each in line.mobiles), *(("email", each) for each in line.emails)))


def _fits(ways: Collection[tuple[str, str]]) -> bool:
    mobiles = sum(kind == "sms" for kind, _ in ways)
    return mobiles <= MOST_WAYS and len(ways) - mobiles <= MOST_WAYS


def _is_one_place(one: Point | None, other: Point | None) -> bool:
    """Whoever has none may be there too."""
    return one is None or other is None or all(abs(a - b) <= near for a, b, near in zip(one, other, _NEAR, strict=True))


def _all(parts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))


def _shared(names: Sequence[str]) -> str:
    """“Hell” of Åse and Ola Hell; nothing where they share no last name."""
    if len(names) <= 1:
        return next(iter(names), "")
    last = {name.split()[-1] for name in names}
    return last.pop() if len(last) == 1 else ""
