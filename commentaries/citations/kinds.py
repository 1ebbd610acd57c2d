"""Says what a text of each kind is in every vocabulary that an output speaks; the only table of it.

A commentary is an opinion piece in a series of reports. No vocabulary's word for a research article, or for anything
peer-reviewed, stands here.
"""

from __future__ import annotations

from dataclasses import dataclass

from commentaries.record import Kind


@dataclass(frozen=True, slots=True)
class Types:
    """One kind of text, in the words of others.

    ``schema_org`` is a type of schema.org; ``crossref`` the element of a deposit; ``ris`` the value of TY; ``bibtex``
    the type of the entry; ``csl`` that of CSL 1.0.2; ``jats`` an ``article-type`` of the list that JATS suggests;
    ``dc`` the type of the works of the info:eu-repo vocabulary beside DCMI's ``Text``; ``genre`` what a reader calls
    it, by language.
    """

    schema_org: str
    jats: str
    dc: str
    genre: dict[str, str]
    csl: str = "report"
    ris: str = "RPRT"
    bibtex: str = "techreport"
    crossref: str = "report-paper"


TYPES: dict[Kind, Types] = {
    Kind.COMMENTARY: Types(
        schema_org="OpinionNewsArticle",
        jats="article-commentary",
        dc="info:eu-repo/semantics/contributionToPeriodical",
        genre={"en": "Commentary", "it": "Commento"},
    ),
    Kind.INTERVIEW: Types(
        schema_org="Article",
        jats="other",
        dc="info:eu-repo/semantics/other",
        genre={"en": "Interview", "it": "Intervista"},
    ),
    Kind.SPEECH: Types(
        schema_org="Article",
        jats="oration",
        dc="info:eu-repo/semantics/lecture",
        genre={"en": "Speech", "it": "Discorso"},
    ),
    Kind.LETTER: Types(
        schema_org="Article",
        jats="letter",
        dc="info:eu-repo/semantics/contributionToPeriodical",
        genre={"en": "Letter", "it": "Lettera"},
    ),
}
"""All are reports with a number of a series under one ISSN for those who keep libraries: RIS, BibTeX, CSL, Crossref."""
