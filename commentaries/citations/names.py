"""Turns a person's name into the parts that reference managers ask for."""

from __future__ import annotations

from dataclasses import dataclass

from commentaries.record import PersonName


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name in parts: ``particle`` is what stands before the family name and is not filed under (``van den``).

    Whoever has one name only has it in ``family``, and nothing else.
    """

    family: str
    given: str = ""
    particle: str = ""

    @property
    def whole_family(self) -> str:
        return f"{self.particle} {self.family}".strip()

    @property
    def inverted(self) -> str:
        """``van den Berg, Anna``, or the only name."""
        return f"{self.whole_family}, {self.given}" if self.given else self.whole_family

    @property
    def filed(self) -> str:
        """``Berg, Anna van den``, or the only name."""
        return f"{self.family}, {self.given} {self.particle}".rstrip() if self.given else self.whole_family

    @property
    def natural(self) -> str:
        """``Anna van den Berg``, or the only name."""
        return f"{self.given} {self.whole_family}".strip()


def parts_of(name: PersonName) -> NameParts:
    """The parts of a name. The particle is what the family name has before that under which the name is filed."""
    if not name.given:
        return NameParts(name.family or name.printed)
    filed = name.sort.partition(",")[0].strip()
    if filed and filed != name.family and name.family.endswith(f" {filed}"):
        return NameParts(filed, name.given, name.family[: -len(filed)].strip())
    return NameParts(name.family, name.given)
