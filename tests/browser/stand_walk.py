"""The way of a volunteer through every screen: what she does, and what she sees then.

« @agent » lets somebody else speak; « > » types, « ^ » sends a file, « ! » is seen as a passing
note, « ~ » anywhere in the chat; « = » presses a button twice, as an update that is delivered
twice. All else is a label. {C3} stands for the code of the third card.
"""

from __future__ import annotations

from typing import Final

FRUIT: Final = "Choisir des fruits et légumes de saison"
SHOWER: Final = "Préférer une douche de cinq minutes au bain"
HEAD: Final = "Carte;Action;Combien de fois;Combien\n"
_USUAL: Final = ".*, 1 personne"

MAKING: Final = (
    ("@agent", "> /evenement", "Aucun événement"),
    ("Nouvel événement", "Quel est son nom"),
    ("> Marché d'Ambert", "dans quelle commune"),
    ("> Ambert", "Quel jour"),
    ("> demain", "Jusqu’à quelle heure"),
    ("> 18 h", "S’ouvre"),
)
BEFORE: Final = (
    ("@benevole", "> /inscrire", "La charte du bénévole"),
    ("J’ai lu, je commence", "Aucun événement n’est ouvert"),
    ("La charte", "La charte du bénévole"),
)
OPENING: Final = (
    ("@agent", "Ouvrir maintenant", "Ouvert, jusqu’à 18"),
    (r"Imprimer 40 cartes \(n° 1 à 40\)", "Réimprimer les cartes|Ouvert, jusqu’à 18"),
    ("> /evenement", "Les événements"),
    ("Nouvelle répétition", "Une répétition"),
    ("> Essai", "dans quelle commune"),
    ("> Ambert", "Quel jour"),
    ("> demain", "Jusqu’à quelle heure"),
    ("> 18 h", "rien ne compte. Ouvert, jusqu’à 18"),
)
AT_THE_STAND: Final = (
    ("@benevole", "> /inscrire", "À quel événement êtes-vous"),
    (r"Essai \(répétition\)", "répétition jusqu’à 18 h : rien ne compte"),
    ("La personne est d’accord", "touchez l’action choisie"),
    (FRUIT, "Combien de fois"),
    (_USUAL, "Écrivez ici son code"),
    ("> /inscrire", "Vous êtes d’accord"),
    ("Changer d’événement", "À quel événement êtes-vous"),
    ("Marché d.Ambert", "ouvert jusqu’à 18 h"),
    ("Ma pile de cartes", "le code de la première carte"),
    ("> KTR WX2", "n’est pas celui d’une carte libre"),
    ("> {C1}", "Votre pile commence"),
    ("Personne suivante", "Vous êtes d’accord"),
    ("La personne est d’accord", "touchez l’action choisie"),
    (FRUIT, "Combien de fois"),
    (f"={_USUAL}", "C’était déjà noté"),
    ("D’accord, une autre action", "touchez l’action choisie"),
    (SHOWER, "Combien de fois"),
    ("Plusieurs personnes", "Combien de personnes"),
    ("> beaucoup", "Écrivez un nombre de 1 à"),
    ("> 4", "C’est noté.*4 personnes"),
    ("Le compte du stand", "Moins de cinq"),
    ("Personne suivante", "À lire à voix haute"),
    ("Un enfant, sans adulte", "Un enfant compte"),
    (FRUIT, "Pas de carte pour un enfant seul"),
    ("D’accord, le même encore", "Pas de carte pour un enfant seul"),
    ("D’accord, une autre action", "touchez l’action choisie"),
    (FRUIT, "Combien de fois"),
    ("Une fois, 1 personne", "une fois, 1 personne"),
    ("D’accord, le même encore", "une fois, 1 personne"),
    ("Le compte du stand", "Au moins 5 engagements"),
    ("Personne suivante", "À lire à voix haute"),
    ("Mes saisies du jour", "Vos saisies du jour"),
    (".*4 personnes", "Carte à remettre"),
    ("Changer l’action", "Quelle action à la place"),
    (FRUIT, f"! C’est corrigé|{FRUIT}"),
    ("Changer le rythme", "À quel rythme"),
    ("Chaque mois", "chaque mois, 4 personnes"),
    ("Changer le nombre", "chaque mois, 4 personnes.*Combien de personnes"),
    ("15", "chaque mois, 15 personnes"),
    ("Autre carte", "le code de la carte que vous remettez"),
    ("> {C30}", "n° 30"),
    ("Mes saisies du jour", "Vos saisies du jour"),
    (".*15 personnes", "n° 30"),
    ("Effacer cette saisie", "C’est effacé"),
    ("Effacer cette saisie", "~ Cette saisie est déjà effacée"),
)
LISTS: Final = (
    ("@clock-hour", "^photo", "", "Je ne sais pas lire les photos"),
    ("@fault", "^liste.csv", HEAD, "Je n’ai pas pu télécharger"),
    ("^liste.csv", "\n", "Ce fichier est vide"),
    ("^liste.pdf", "%PDF-1.7\0", "Je lis les fichiers CSV et Excel"),
    ("^liste.xlsx", "PK\3\4 et puis rien", "Je n’arrive pas à ouvrir"),
    ("^liste.csv", "a;b\n" * 2000, "Cette liste dépasse mille lignes"),
    ("^liste.csv", "a;b\n" * 300_000, "trop lourd pour une liste"),
    ("^liste.csv", "{C20};1;;\n", "1 ligne à revoir.*je cherche les colonnes"),
    (
        "^liste.csv",
        HEAD + "{C20};1;;\n{C20};1;;\n{C1};2;mois;9\nKTRWX2;1;;\nabc;1;;\n{C21};voler;;\n"
        "{C22};1;parfois;\n{C23};1;jour;61\n" + "x;1;;\n" * 20,
        "27 lignes à revoir.*Ligne 3.*Ligne 4.*Ligne 9.*À revoir aussi : lignes 23–29",
    ),
    ("^liste.csv", HEAD + "{C20};1;;\n", "J’ai lu 1 ligne.*1 engagement nouveau"),
    ("Ne rien prendre", "Rien n’a été pris"),
    ("^liste.csv", HEAD + "{C20};1;;\n", "J’ai lu 1 ligne.*Aucune ligne déjà notée"),
    ("Prendre cette liste", "C’est pris : 1 engagement nouveau"),
    ("^liste.csv", HEAD + "{C20};1;;\n{C21};2;mois;4\n{C22};1;;\n", "1 ligne était déjà notée"),
    ("Prendre cette liste", "C’est pris : 2 engagements nouveaux"),
    ("^liste.csv", HEAD + "{C22};1;;\n{C21};2;mois;4\n{C20};1;;\n", "3 lignes étaient déjà"),
    ("Prendre cette liste", "Cette liste était déjà prise"),
    ("^liste.csv", HEAD + "{C23};1;;\n", "J’ai lu 1 ligne"),
)
ELSEWHERE: Final = (
    ("> /inscrire", "À lire à voix haute"),
    ("Ma pile de cartes", "le code de la première carte"),
    ("> {C23}", "Votre pile commence"),
    ("Personne suivante", "Vous êtes d’accord"),
    ("La personne est d’accord", "touchez l’action choisie"),
    (FRUIT, "Combien de fois"),
    (_USUAL, "C’est noté"),
    ("Prendre cette liste", "~ Cette liste n’est plus là"),
    ("> /inscrire", "À lire à voix haute"),
    ("La personne est d’accord", "touchez l’action choisie"),
)
CLOSING: Final = (
    ("@agent", "> /evenement", "Les événements"),
    (r"Marché d.Ambert \(ouvert\)", "Ouvert, jusqu’à 18"),
    ("Choisir les actions", "Les actions à proposer"),
    (f"✓ {SHOWER}", "Les actions à proposer"),
    ("@benevole", SHOWER, "! Cette action n’est plus dans la liste"),
    (FRUIT, "Combien de fois"),
    ("Chaque jour, 1 personne", "chaque jour, 1 personne.*Carte à remettre"),
    ("@agent", "Retour", "Ouvert, jusqu’à 18"),
    ("Fermer maintenant", "Ouvrir maintenant|Fermé"),
)
AFTER: Final = (
    ("@benevole", "D’accord, une autre action", "touchez l’action choisie"),
    ("Retour", "L’événement est fermé"),
    ("@clock-morning", "Corriger", "~ Cette saisie ne se corrige plus"),
    ("Mes saisies du jour", "~ Vous n’avez rien noté aujourd’hui"),
)
