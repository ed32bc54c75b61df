"""Reading: from a source to a report whose text is fixed, with page furniture marked."""

from mahdar.read.report import read_report
from mahdar.read.rules import Lexicon, NoLexicon, ResidueRules, load_rules

__all__ = ["Lexicon", "NoLexicon", "ResidueRules", "load_rules", "read_report"]
