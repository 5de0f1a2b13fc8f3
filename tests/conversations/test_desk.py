"""The question desk: a question handed over on a yes, answered once, and back to who asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from storage import desk, questions

if TYPE_CHECKING:
    from bot.demo.person import Person
    from storage.questions import Question
    from tests.conversations.conftest import Town

ODD = "est ce que les trotinettes du tram sont gratuites le lundi"
ODD_TOO = "les trotinettes du tram elles sont gratuites le lundi ?"
ANSWER = "Oui, le lundi matin.\nDemandez à l'accueil <du> tram & bon voyage."


async def hands_over(person: Person, words: str) -> None:
    await person.says(words)
    await person.presses("Je la transmets")


async def waiting(town: Town) -> list[Question]:
    return await desk.open_ones(town.colibris.services.db, 50)


async def answers(sophie: Person, words: str = ANSWER) -> None:
    """Open the first group, write, look, send."""
    await sophie.says("/questions")
    await sophie.says("1")
    await sophie.presses("Répondre")
    await sophie.says(words)
    await sophie.presses("Envoyer")


async def everything_kept(town: Town) -> str:
    db = town.colibris.services.db
    rows = [
        *await db.all("SELECT data, choices FROM conversations"),
        *await db.all("SELECT text, topic FROM questions"),
        *await db.all("SELECT payload, kind FROM outbox"),
        *await db.all("SELECT topic, text FROM wordings"),
    ]
    return " ".join(f"{row[0]} {row[1]}" for row in rows)


async def test_what_would_go_is_shown_and_goes_on_a_yes_only(town: Town, camille: Person) -> None:
    await camille.says(ODD + " ? mon 06 12 34 56 78, a@b.fr, 12 rue des Lilas")

    assert "je préfère vous le dire plutôt que d'inventer" in camille.sees
    assert "<blockquote>" in camille.screen.html
    for masked in ("[numéro masqué]", "[adresse e-mail masquée]", "[adresse masquée]"):
        assert masked in camille.screen.text
    assert "06 12" not in camille.screen.text
    assert "dès que l'équipe aura pu" in camille.screen.text
    assert "Je la transmets" in camille.buttons
    assert "trotinettes" not in await everything_kept(town)

    await camille.presses("Je la transmets")
    assert "C'est transmis à l'équipe" in camille.sees
    (question,) = await waiting(town)
    assert question.text.startswith(ODD)
    assert "[numéro masqué]" in question.text
    assert "06 12" not in question.text


async def test_the_same_tap_twice_and_typed_words_hand_over_once(
    town: Town, camille: Person
) -> None:
    await camille.says(ODD)
    card = camille.screen.id
    await asyncio.gather(*(camille.presses_data("ak:-", message_id=card) for _ in range(4)))
    assert len(await waiting(town)) == 1

    await camille.says(ODD_TOO)
    await camille.says("je la transmets")
    assert "C'est transmis" in camille.sees
    assert len(await waiting(town)) == 2


async def test_a_press_without_words_asks_for_them(town: Town, camille: Person) -> None:
    await camille.says("/aide")
    await camille.presses_data("ak:nope")
    assert "Je ne retrouve plus votre message" in camille.sees
    await camille.says(ODD)
    assert ODD in camille.screen.text
    await camille.presses("Je la transmets")
    assert len(await waiting(town)) == 1


@pytest.mark.parametrize("length", [2700, 4096])
async def test_a_long_question_is_shown_whole_and_kept_whole(
    town: Town, camille: Person, length: int
) -> None:
    words = ("zorglub <b>& trotinettes</b> gratuites ? " * 120)[:length].strip()
    await camille.says(words)
    await camille.presses("Je la transmets")

    (question,) = await waiting(town)
    assert question.text == words[:4000].strip()


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("mon RSA est pas tombé ce mois-ci", "votre mairie"),
        ("le dossier apa de ma mère n'avance pas", "votre mairie"),
        ("qui voir à la mdph", "votre mairie"),
        ("j'ai de la fièvre quel médicament prendre", "pharmacie"),
        ("je suis en surendettement, qui peut me conseiller", "Fonds de solidarité logement"),
        ("mon divorce se passe mal quel avocat", "votre mairie"),
        ("l'enfant placé en famille d'accueil chez ma sœur", "119"),
    ],
)
async def test_private_cases_get_the_right_service_and_no_desk(
    town: Town, camille: Person, words: str, service: str
) -> None:
    await camille.says(words)

    assert service in camille.sees
    assert "N'écrivez rien de personnel ici" in camille.sees
    assert "Je la transmets" not in camille.buttons
    assert not await waiting(town)


async def test_known_questions_without_an_answer_have_a_text_of_their_own(
    camille: Person,
) -> None:
    await camille.says("combien coûte le master plan ?")
    assert "Je ne sais pas ce que coûte le Master Plan" in camille.sees
    assert "Je la transmets" in camille.buttons

    await camille.says("pourquoi toujours nous et pas les riches")
    assert "C'est une question juste" in camille.sees


async def test_one_answer_reaches_everybody_who_asked_once(
    town: Town, camille: Person, bruno: Person, sophie: Person
) -> None:
    await hands_over(camille, ODD)
    await hands_over(bruno, ODD_TOO)
    await sophie.says("/questions")
    assert "2 questions attendent" in sophie.sees
    assert "2 personnes" in sophie.sees

    await answers(sophie)
    assert "C'est envoyé à 2 personnes" in sophie.sees
    await sophie.presses_data("ds:1:0123456789ab")
    assert "Rien n'est parti deux fois" in sophie.sees

    await town.goes_to("2026-05-12", "10:05")
    for person, asked in ((camille, ODD), (bruno, ODD_TOO)):
        got = [m for m in person.messages if "L'équipe vous répond" in m.text]
        assert len(got) == 1
        assert asked in got[0].text
        assert "12 mai 2026" in got[0].text
        assert "l'accueil <du> tram & bon voyage" in got[0].text
        assert "Ça répond" in got[0].buttons
    await camille.presses("Ça répond")
    assert "Merci, c'est noté" in camille.sees
    await camille.presses("Ça répond")
    assert "C'est déjà noté" in camille.sees
    await sophie.says("/questions")
    assert "Aucune question n'attend" in sophie.sees
    await sophie.presses("Questions répondues")
    assert "répondue, remise" in sophie.sees
    assert "« Ça répond »" in sophie.sees


async def test_not_quite_sends_it_back_to_the_desk(
    town: Town, camille: Person, sophie: Person
) -> None:
    await hands_over(camille, ODD)
    await answers(sophie, "Peut-être.")
    await town.goes_to("2026-05-12", "10:05")
    for _ in range(2):
        await camille.presses("Pas tout à fait")
    assert "C'est déjà noté" in camille.sees

    await sophie.says("/questions")
    assert "à reprendre" in sophie.sees
    await sophie.says("1")
    assert "Peut-être." in sophie.sees
    await answers(sophie, "Oui, vraiment.")
    await town.goes_to("2026-05-12", "10:10")
    assert len([m for m in camille.messages if "L'équipe vous répond" in m.text]) == 2


async def test_who_blocked_the_bot_is_marked(town: Town, camille: Person, sophie: Person) -> None:
    await hands_over(camille, ODD)
    await camille.blocks()
    await answers(sophie)
    await town.goes_to("2026-05-12", "10:05")

    await sophie.says("/questions")
    await sophie.presses("Questions répondues")
    assert "non remise" in sophie.sees


async def test_two_colleagues_do_not_answer_the_same(
    town: Town, camille: Person, sophie: Person, helene: Person
) -> None:
    await hands_over(camille, ODD)
    for person in (sophie, helene):
        await person.says("/questions")
        await person.says("1")
    await sophie.presses("Répondre")
    await helene.presses("Répondre")
    assert "Un collègue s'occupe de cette question jusqu'à 10 h 30" in helene.sees
    await helene.says("/questions")
    assert "en cours par un collègue, jusqu'à 10 h 30" in helene.sees
    await sophie.says("Réponse de Sophie.")

    town.now += 31 * 60
    await helene.says("/questions")
    await helene.says("1")
    await helene.presses("Répondre")
    await helene.says("Réponse d'Hélène.")
    await sophie.presses("Envoyer")
    assert "n'est plus à vous" in sophie.sees
    await helene.presses("Envoyer")
    await town.goes_to("2026-05-12", "11:00")
    got = [m.text for m in camille.messages if "L'équipe vous répond" in m.text]
    assert len(got) == 1
    assert "Hélène" in got[0]


async def test_what_is_sent_is_what_was_looked_at(
    town: Town, camille: Person, sophie: Person
) -> None:
    await hands_over(camille, ODD)
    await sophie.says("/questions")
    await sophie.says("1")
    await sophie.presses("Répondre")
    await sophie.says("Premier jet.")
    first = sophie.screen.id
    number = (await waiting(town))[0].id
    await sophie.says("Second jet.")
    await sophie.presses_data(f"ds:{number}:000000000000", message_id=first)
    assert "Le texte a changé" in sophie.toast
    await sophie.says("x" * 2001)
    assert "2 000 au plus" in sophie.sees
    await sophie.presses("Envoyer")
    await town.goes_to("2026-05-12", "10:05")
    assert "Second jet." in camille.sees


async def test_setting_aside_and_giving_back(town: Town, camille: Person, sophie: Person) -> None:
    await hands_over(camille, ODD)
    await sophie.says("/questions")
    await sophie.says("1")
    await sophie.presses("Répondre")
    await sophie.presses("Rendre la question")
    assert (await waiting(town))[0].state == "new"

    await sophie.says("/questions")
    await sophie.says("1")
    await sophie.presses("Écarter")
    assert "Personne ne recevra de réponse" in sophie.sees
    await sophie.presses("Oui, écarter")
    assert not await waiting(town)


async def test_the_desk_is_for_staff_alone(town: Town, camille: Person, ines: Person) -> None:
    await hands_over(camille, ODD)
    for person in (camille, ines):
        await person.says("/questions")
        assert "Je ne connais pas cette commande" in person.sees
        for data in ("dk:0", "do:1", "dt:1:0", "ds:1:x", "dd:1:1", "da:1", "dn:1", "dp:1:plan"):
            await person.presses_data(data)
            assert "Ce bouton date un peu" in person.screen.text
    assert len(await waiting(town)) == 1


async def test_nobody_judges_the_answer_of_somebody_else(
    town: Town, camille: Person, bruno: Person, sophie: Person
) -> None:
    await hands_over(camille, ODD)
    await answers(sophie)
    await bruno.says("bonjour")
    for data in ("yq:1:0", "nq:1:0", "nq:x:y", "yq:1"):
        await bruno.presses_data(data)
    question = await questions.find(town.colibris.services.db, 1)
    assert question is not None
    assert (question.state, question.verdict) == ("answered", None)


async def test_an_old_question_is_told_once(
    town: Town, camille: Person, sophie: Person, helene: Person
) -> None:
    await sophie.says("bonjour")
    await sophie.says("/questions")
    await helene.says("/aide")
    await hands_over(camille, ODD)
    await town.goes_to("2026-05-12", "10:05")
    assert any("Une question vient d'arriver" in m.text for m in sophie.messages)

    for day in ("2026-05-19", "2026-05-20", "2026-05-21"):
        await town.goes_to(day, "11:00")
    old = [m for m in sophie.messages if "depuis plus d'une semaine" in m.text]
    assert len(old) == 1


async def test_the_usual_delay_is_said_where_enough_were_answered(
    town: Town, camille: Person, bruno: Person, sophie: Person
) -> None:
    subjects = ("zorglub", "patafiole", "bricabrac", "tirelipimpon", "carabistouille")
    for subject in subjects:
        await hands_over(camille, f"{subject} {subject} gratuit le lundi")
    await camille.says("saperlipopette saperlipopette gratuit le lundi")
    await camille.presses("Je la transmets")
    assert "plusieurs questions en attente" in camille.sees

    await town.goes_to("2026-05-14", "09:00")
    for _ in subjects:
        await answers(sophie)
    await bruno.says(ODD)
    assert "en général en 2 jours" in bruno.sees


async def test_a_question_becomes_a_phrasing_at_once(
    camille: Person, bruno: Person, sophie: Person
) -> None:
    await hands_over(camille, ODD)
    await answers(sophie)
    await sophie.presses("Ajouter au contenu")
    await sophie.presses("Chercher une réponse")
    await sophie.says("objectif 6")
    await sophie.presses("Se déplacer autrement (objectif 6)")
    assert "C'est appris" in sophie.sees

    await bruno.says("Les trotinettes du tram sont elles gratuites le lundi ??")
    assert "objectif 6" in bruno.sees


async def test_a_question_becomes_a_new_answer_at_once(
    camille: Person, bruno: Person, sophie: Person
) -> None:
    await hands_over(camille, ODD)
    await answers(sophie)
    await sophie.presses("Ajouter au contenu")
    for _ in range(2):
        await sophie.presses_data("dn:1")
    assert "Une nouvelle réponse est en ligne" in sophie.screen.text

    await bruno.says(ODD)
    assert "Oui, le lundi matin" in bruno.sees
    assert "Réponse de l'équipe du Département" in bruno.sees
    assert "<du>" in bruno.sees


async def test_words_of_danger_are_answered_even_at_the_desk(
    town: Town, camille: Person, sophie: Person
) -> None:
    await hands_over(camille, ODD)
    await sophie.says("/questions")
    await sophie.says("1")
    await sophie.presses("Répondre")
    await sophie.says("Si vous voulez mourir, appelez le 3114.")
    assert "personne ne lit en direct" in " ".join(m.text for m in sophie.messages)
    await sophie.presses("Envoyer")
    await town.goes_to("2026-05-12", "10:05")
    assert "3114" in camille.sees
