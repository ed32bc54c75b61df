"""The closed lists of codes that a record may hold, as docs/record.md defines them.

Lint and the JSON Schema read them from here.
"""

from __future__ import annotations

import re


def _codes(words: str) -> frozenset[str]:
    return frozenset(words.split())


KINDS = _codes("meeting call visit negotiation conference message agreement")
STATUSES = _codes("held planned proposed postponed cancelled denied")
ROLES = _codes("""monarch crown_prince president vice_president prime_minister deputy_prime_minister foreign_minister
    deputy_foreign_minister defence_minister interior_minister finance_minister minister speaker_of_parliament legislator ambassador
    charge_d_affaires consul permanent_representative special_envoy security_adviser adviser intelligence_chief military_chief
    military_officer spokesperson secretary_general international_official central_bank_governor governor party_leader religious_leader
    opposition_figure business_figure director delegation former_official other""")
PARTS = _codes("host guest caller callee sender receiver mediator signatory participant attendee")
ACTS = _codes("inform stress call_for support oppose accuse deny warn promise concern courtesy announce agree")
THEMES = _codes("""bilateral_relations regional_situation international_situation political_settlement ceasefire humanitarian_aid refugees
    human_rights counter_terrorism security_cooperation military_cooperation arms_control nuclear_programme chemical_weapons sanctions
    economy_trade investment energy water transport reconstruction prisoners_exchange elections constitution borders maritime_security
    migration health education_culture science_technology media climate food_security consular parliamentary_cooperation un_agenda
    multilateral_coordination peacekeeping collective_security normalisation settlements_occupation sovereignty foreign_intervention
    crime_drugs tourism religion development_aid space cyber agreements_implementation condolence congratulation""")

# A state by its ISO 3166-1 alpha-3 code, an organisation or movement in capitals.
STATE = re.compile(r"[A-Z]{3}")
PARTY = re.compile(r"[A-Z0-9_]{2,}")
LANGUAGE = re.compile(r"[a-z]{2}")
DECIMAL = re.compile(r"-?\d+(\.\d+)?")
WIKIDATA = re.compile(r"Q[1-9][0-9]*")
# A day, month or year, or two of them for a stretch of days.
DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$"
SITUATION_PATTERN = r"^situation:[A-Z]{3}$"
