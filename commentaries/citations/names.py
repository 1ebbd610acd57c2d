"""Turns a person's name into the parts that reference managers ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commentaries.record import PersonName

_GENERATION = re.compile(r"(?:Jr|Sr|II|III|IV)\b\.?", re.IGNORECASE)
"""A suffix that is part of the name, without a comma in its natural order; degrees and the like have one."""
_JOINS = ("-", "’", "'")
"""How a particle ends that is written together with its name: ``al-Sharaa``, ``D’Alema``."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name in parts: ``particle`` is what stands before the family name and is not filed under (``van den``),
    ``suffix`` what stands behind the whole (``Jr``).

    Whoever has one name only has it in ``family``, and nothing else.
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def between(self) -> str:
        """What stands between particle and family name: a space, if anything."""
        return " " if self.particle and not self.particle.endswith(_JOINS) else ""

    @property
    def whole_family(self) -> str:
        return f"{self.particle}{self.between}{self.family}"

    @property
    def inverted(self) -> str:
        """``van den Berg, Anna``, ``Smith, Ursula K., Jr``, or the only name."""
        return ", ".join(filter(None, (self.whole_family, self.given, self.suffix)))

    @property
    def filed(self) -> str:
        """``Berg, Anna van den``, or the only name."""
        given = " ".join(filter(None, (self.given, self.particle)))
        return ", ".join(filter(None, (self.family, given, self.suffix)))

    @property
    def natural(self) -> str:
        """``Anna van den Berg``, ``Ursula K. Smith Jr``, or the only name."""
        name = f"{self.given} {self.whole_family}".strip()
        return f"{name}{',' * self.has_comma} {self.suffix}" if self.suffix else name

    @property
    def has_comma(self) -> bool:
        """Whether a comma stands before the suffix in the natural order: ``Ann Ek, PhD``, but ``Ann Ek Jr``."""
        return bool(self.suffix) and not _GENERATION.match(self.suffix)


def parts_of(name: PersonName) -> NameParts:
    """The parts of a name. The particle is what the family name has before that under which the name is filed."""
    if not name.given:
        return NameParts(name.family or name.printed)
    family, suffix = _parted(name.family)
    filed = _parted(name.sort.partition(",")[0])[0]
    particle = family.removesuffix(filed) if filed else family
    if filed and filed != family != particle and particle.endswith((" ", *_JOINS)):
        return NameParts(filed, name.given, particle.strip(), suffix)
    return NameParts(family, name.given, suffix=suffix)


def _parted(family: str) -> tuple[str, str]:
    """A family name and its suffix: what follows the first comma, and a generation behind the name itself."""
    name, _comma, behind = (part.strip() for part in family.partition(","))
    before, _space, last = name.rpartition(" ")
    generation = last if before and _GENERATION.fullmatch(last) else ""
    suffix = ", ".join(filter(None, (generation, behind)))
    return (before.strip() if generation else name, suffix) if name else (family.strip(" ,"), "")
