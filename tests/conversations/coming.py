"""Screens that no walk comes by: they come by themselves, need a file, or concern everybody.

Each way is lived through by typing alone; `ALONE` says which verbs it has to reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.faults import Fault
from bot.rules.presses import Verb
from tests.conversations.conftest import take
from tests.conversations.fair import opens_fair, stand

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.conversations.conftest import Town

SUBJECT = "Événements près de chez moi"
# Of an announcement: what is on no screen of a draft, and is typed by `announcement_on_its_way`.
ON_ITS_WAY = frozenset(
    {
        "rights",
        "go",
        "ok",
        "no",
        "alone",
        "back",
        "pause",
        "resume",
        "stop",
        "csv",
        "missed",
        "fix",
        "recall",
    }
)


async def types(town: Town, who: str, *words: str) -> None:
    """Type, a few seconds apart; nobody types faster."""
    for said in words:
        town.now += 5
        await town.person(who).says(said)


async def announcement(town: Town, *confirmed: str, reader: str = "voisin") -> None:
    """Let somebody ask for a subject, and one announcement of it be confirmed, all by typing."""
    await types(town, reader, "/annonces")
    if f"⬜ {SUBJECT}" in town.person(reader).buttons:
        await types(town, reader, SUBJECT)
    await types(town, "administratrice", "/start")
    await types(town, "agent", "/annoncer", "Fête du vélo samedi", "sujet", SUBJECT)
    await types(town, "agent", "destinataires", "tout le monde", "préparer l'envoi", "envoyer")
    await town.colibris.ticks.tick_now()
    await types(town, "administratrice", *confirmed)
    await town.colibris.ticks.tick_now()


async def announcement_on_its_way(town: Town) -> None:
    """Refused, taken back, alone on duty and called off; held, stopped, corrected, recalled."""
    await announcement(town, "ne pas confirmer")
    asked = ("/annoncer", "n° 1", "préparer l'envoi", "envoyer")
    await types(town, "agent", *asked, "reprendre le brouillon")
    alone = "je suis seul de service, partir dans 30 minutes"
    await types(town, "agent", *asked, alone, "annuler l'annonce")
    town.world.faults.add(Fault("sendMessage", "500", count=0, chat_id=town.person("voisin").id))
    await announcement(town, "confirmer l'envoi", reader="citoyenne")
    await types(town, "agent", "/annoncer", "n° 2", "mettre en pause", "reprendre")
    await types(town, "agent", "arrêter l'envoi", "retour", "arrêter l'envoi")
    await types(town, "agent", "oui, arrêter l'envoi", "rapport (csv)")
    town.world.faults.clear()
    await town.colibris.ticks.tick_now()
    await types(town, "agent", "/annoncer", "n° 2", "qui n'a pas été joint ?", "voir l'annonce")
    await types(town, "agent", "corriger le texte", "Fête du vélo dimanche")
    await town.colibris.ticks.tick_now()
    await types(town, "agent", "voir l'annonce", "retirer l'annonce", "oui, la retirer partout")
    await types(town, "agent", "/annoncer")
    await town.person("agent").attaches("photo", caption="La fête")
    await types(town, "agent", "j'ai les droits sur l'image")


async def less_of_a_subject(town: Town) -> None:
    await announcement(town, "confirmer l'envoi", reader="citoyenne")
    await types(town, "citoyenne", "moins de ce sujet", "finalement, je garde ce sujet")


async def back_to_a_rhythm(town: Town) -> None:
    await take(town.person(), "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-21", "18:31")
    await types(town, "citoyenne", "reprendre mon rythme")


async def end_of_a_pledge(town: Town) -> None:
    await take(town.person(), "eau-du-robinet", "Chaque soir")
    await town.goes_to("2026-05-12", "18:31")
    await types(town, "citoyenne", "c'est fait")
    await town.goes_to("2026-06-10", "20:00")
    await types(town, "citoyenne", "c'est bien ainsi")


async def guest_of_an_event(town: Town) -> None:
    event = await opens_fair(town, town.person("agent"))
    await types(town, "citoyenne", f"/start e_{event.code}", "1")


async def list_from_paper(town: Town) -> None:
    sophie, ines = town.person("agent"), town.person("benevole")
    await stand(town, sophie, ines)
    await types(town, "agent", "/evenement", "1", "modèle pour tableur")
    head, *lines = sophie.received_file("modele")[1].decode("utf-8-sig").splitlines()
    sheet = "\r\n".join([head, f"{lines[0][:-3]};1;;", ""]).encode()
    for words in ("ne rien prendre", "prendre cette liste"):
        await ines.sends_file("liste.csv", sheet)
        await types(town, "benevole", words)


async def pages_that_are_open(town: Town) -> None:
    object.__setattr__(town.colibris.services, "page_url", "https://bot.example.fr")
    await types(town, "agent", "/bureau", "fermer mes pages ouvertes")


async def state_of_the_service(town: Town) -> None:
    await types(town, "agent", "/statut", "mettre en veille", "congé de 7 jours")
    await types(town, "agent", "congé de 14 jours", "annoncer la fin du service", "retour")
    await types(town, "agent", "annoncer la fin du service", "oui, la fin dans 30 jours")
    await types(town, "agent", "dates de la période électorale", "pas de période électorale")
    await types(town, "agent", "service ouvert")


ALONE: dict[Verb, Callable[[Town], Awaitable[None]]] = {
    Verb.LESS: less_of_a_subject,
    Verb.RHYTHM_BACK: back_to_a_rhythm,
    Verb.PLEDGE_KEPT: end_of_a_pledge,
    Verb.ACTION: guest_of_an_event,
    Verb.SHEET: list_from_paper,
    Verb.PAGE_CLOSE: pages_that_are_open,
    Verb.SERVICE: state_of_the_service,
}
