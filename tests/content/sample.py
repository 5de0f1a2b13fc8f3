"""A small content folder, good in every part, for tests to break one thing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOPIC = """\
---
id: objectif-3
title: "L'eau, bien commun (objectif 3)"
owner: eau
source: "Feuille de route du Département, objectif 3"
reviewed: 2026-11-23
related: [agir-3]
next_step: "Ce soir, coupez l'eau pendant le brossage des dents."
---
L'eau est **un bien commun** : le plan veut la préserver.

<!-- more -->

Les gestes possibles :

- une douche plus courte ;
- un [récupérateur](https://exemple.fr/pluie) au jardin.

<!-- simple -->

L'eau est à tout le monde.

<!-- department -->

Nous n'avons pas encore de fait vérifié à citer ici.
"""

GREETING = """\
---
id: bonjour
title: "Bonjour"
owner: eau
source: "Le programme lui-même"
reviewed: 2026-11-23
related: [objectif-3]
---
Bonjour !

<!-- more -->

Posez votre question avec vos mots.

<!-- simple -->

Bonjour à vous !
"""

ACTIONS = """\
- id: eau-du-robinet
  title: "Boire l'eau du robinet"
  pledge: "je bois l'eau du robinet"
  how: "Une carafe au frais, et c'est prêt."
  effort: 5 min
  frequency: daily
  months: []
  needs: []
  cost: economise
  impact:
    {value: 0.32, unit: kg CO2e, per: litre, basis: "un litre en bouteille évité",
     source: "ADEME", confidence: high, at_most: false, kind: physical}
  counts: null
  source: "ADEME"
- id: eau-de-pluie
  title: "Recueillir l'eau de pluie"
  pledge: "j'arrose avec l'eau de pluie"
  how: "Un bac sous la gouttière."
  effort: 2 h
  frequency: once
  months: [3, 4, 5]
  needs: [garden, owner]
  cost: €€
  impact: null
  counts: arrosage
  source: ""
  local: L11
"""

EXCLUSIONS = "- {group: eau, kind: offer, actions: [eau-du-robinet, eau-de-pluie]}\n"
HELD_BACK = '- {id: eau-de-pluie, why: "à valider"}\n'

COMMUNES = """\
insee,nom,codes_postaux,epci_code,epci_nom,epci_type,population_municipale
63113,Clermont-Ferrand,63000 63100,246300701,Clermont Auvergne Métropole,METRO,146351
63226,Mur-sur-Allier,63111 63115,200067627,CC Billom Communauté,CC,3111
"""

FORMER_NAMES = '- {name: "Dallet", insee: "63226"}\n'

ORGANISATION = """\
publisher: {value: "", confirmed: false}  # à compléter
contact:
  phone: {value: "04 73 00 00 00", confirmed: true}
functions:
  eau: {title: "Service de l'eau", confirmed: false}
"""

INTERFACE = """\
pledge:
  taken: "C'est noté : {title}"
  rhythms: ["chaque jour", "chaque semaine"]
start: "<b>Bonjour</b> !"
"""

FILES = {
    "topics/objectif-3.md": TOPIC,
    "topics/bonjour.md": GREETING,
    "phrasings/objectif-3/older.txt": "# des mots d'aînés\n\nparlez-moi de l'eau\nl'eau potable\n",
    "phrasings/objectif-3/young.txt": "c koi l objectif 3\n",
    "exclusions.yaml": EXCLUSIONS,
    "held-back.yaml": HELD_BACK,
    "territory/communes.csv": COMMUNES,
    "territory/former-names.yaml": FORMER_NAMES,
    "organisation.yaml": ORGANISATION,
    "interface.fr.yaml": INTERFACE,
    "demo.fr.yaml": 'demo: {title: "Démonstration"}\n',
    **{f"actions/objectif-{n}.yaml": "[]\n" for n in range(1, 11)},
    "actions/objectif-3.yaml": ACTIONS,
}


def write_content(folder: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the sample under `folder/content` with some files replaced, None for removed."""
    root = folder / "content"
    files: dict[str, str | bytes | None] = {**FILES, **(changes or {})}
    for name, text in files.items():
        if text is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root
