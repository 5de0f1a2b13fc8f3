"""Words as the bot would give them, longer than most."""

from __future__ import annotations

from dataclasses import replace

from bot.paper.cards import CardMark, CardWords
from bot.paper.lists import ListWords
from bot.paper.poster import PosterWords

LINK = "https://t.me/colibris63_bot?start=e_KTRWX2"
POSTER = PosterWords(
    headline="Et si chacun faisait sa part ?",
    event="Marché d’Ambert",
    when="Ambert · jeudi 14 mai 2026, jusqu’à 12 h 30",
    link=LINK,
    address="t.me/colibris63_bot",
    scan="Scannez avec votre téléphone",
    steps=("Choisissez une petite action.", "Dites quand vous la ferez.", "Posez un caillou."),
    without_phone="Pas de téléphone ? Demandez une carte aux bénévoles.",
    about="Service du Master Plan. Il ne demande jamais d’argent ni de mot de passe.",
)
REHEARSED = replace(POSTER, banner="RÉPÉTITION : rien ne compte", event="É" * 90)
CARD = CardWords(
    title="Ma part pour le Puy-de-Dôme",
    event="Marché d’Ambert, 14 mai 2026",
    pledge="Je m’engage à",
    often="Combien de fois :",
    rhythms=("une fois", "chaque jour", "chaque semaine", "chaque mois"),
    people="Nous sommes :",
    weeks="Trois semaines à cocher",
    weekdays=tuple("LMMJVSD"),
    code="Votre code",
    claim="Avec Telegram : scannez, ou écrivez ce code. Il sert une fois, jusqu’au 12 août 2026.",
    foot=("Le Département : puy-de-dome.fr", "Pour arrêter : jetez cette carte, c’est tout."),
)
MARKS = [
    CardMark(f"n° {n}", "K7P 3RX", f"https://t.me/colibris63_bot?start=p_K7P3R{n}")
    for n in range(2, 8)
]
LIST = ListWords(
    title="Liste des engagements",
    event="Marché d’Ambert",
    consent="« Vous êtes d’accord pour que je note votre action, sans votre nom ? »",
    actions=tuple(f"{n}. Boire l’eau du robinet" for n in range(1, 9)),
    heads=("N°", "Carte", "Action (n°)", "Combien de fois", "Personnes"),
    rhythms="Combien de fois : une fois, jour, semaine ou mois.",
    foot="Aucun nom sur cette feuille.",
)
