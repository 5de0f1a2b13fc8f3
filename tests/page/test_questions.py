"""The question desk on the page: what waits, one colleague at a time, out to all who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import desk

if TYPE_CHECKING:
    from tests.page.conftest import Browser, Office

ODD = "est ce que les trotinettes du tram sont gratuites le lundi"
ODD_TOO = "les trotinettes du tram elles sont gratuites le lundi ?"
ANSWER = "Oui, le lundi matin.\nDemandez à l'accueil <du> tram & bon voyage."


async def hand_over(office: Office, who: str = "citoyenne", words: str = ODD) -> None:
    person = office.town.person(who)
    await person.says(words)
    await person.presses("Je la transmets")


async def open_first(browser: Browser, words: str = "est ce que les trotinettes") -> None:
    await browser.opens("/bureau/questions")
    await browser.follows(words)


async def test_a_question_is_taken_answered_sent_and_learnt(office: Office) -> None:
    camille, bruno = office.town.person("citoyenne"), office.town.person("voisin")
    await hand_over(office)
    await hand_over(office, "voisin", ODD_TOO)
    browser = await office.enter()
    assert "2 questions attendent" in browser.sees

    await open_first(browser)
    assert "2 personnes" in browser.sees
    assert ODD_TOO in browser.sees
    await browser.presses("Répondre")
    assert "La question est à vous jusqu'à" in browser.sees

    await browser.presses("Voir l'aperçu", texte="  ")
    assert "Écrivez votre réponse" in browser.sees
    await browser.presses("Voir l'aperçu", texte="x" * 2001)
    assert "2 000 au plus" in browser.sees
    await browser.presses("Voir l'aperçu", texte=ANSWER)
    assert "l'accueil <du> tram & bon voyage" in browser.sees
    assert "<du>" not in browser.html
    assert "Ça répond" in browser.sees

    send = browser.forms[-1]
    await browser.presses("Envoyer")
    assert "C'est envoyé à 2 personnes" in browser.sees
    await camille.gets("Oui, le lundi matin")
    await bruno.gets("Oui, le lundi matin")
    await browser.posts(send.action, send.fields)
    assert "Rien n'est parti deux fois" in browser.sees

    await browser.opens("/bureau/questions/closes")
    await browser.follows("Ajouter au contenu")
    await browser.presses("Ajouter", reponse="nouvelle")
    assert "Une nouvelle réponse est en ligne" in browser.sees
    await bruno.says(ODD)
    assert "Oui, le lundi matin" in bruno.sees


async def test_a_colleague_is_not_disturbed_and_a_question_can_be_given_back(
    office: Office,
) -> None:
    await hand_over(office)
    sophie, helene = await office.enter(), await office.enter("administratrice")
    await open_first(sophie)
    await open_first(helene)
    await sophie.presses("Répondre")

    await helene.presses("Répondre")
    assert "Un collègue s'occupe de cette question" in helene.sees
    assert "Voir l'aperçu" not in helene.sees
    assert await helene.posts("/bureau/questions/1/reponse", helene.forms[0].fields) == 200
    assert await helene.posts(
        "/bureau/questions/1/reponse", helene.forms[0].fields | {"texte": "La mienne"}
    )
    assert "n'attend plus" in helene.sees

    await sophie.presses("Rendre la question")
    await open_first(helene)
    await helene.presses("Répondre")
    assert "La question est à vous" in helene.sees


async def test_a_text_that_changed_since_the_look_at_it_is_shown_again(office: Office) -> None:
    await hand_over(office)
    browser = await office.enter()
    await open_first(browser)
    await browser.presses("Répondre")
    await browser.presses("Voir l'aperçu", texte="Première")
    first = browser.forms[-1]
    db = office.town.colibris.services.db
    await desk.draft(db, 1, "Seconde", by=1004, until=office.town.now + 60)

    await browser.posts(first.action, first.fields)
    assert "Le texte a changé" in browser.sees
    assert "Seconde" in browser.sees
    await browser.presses("Envoyer")
    assert "C'est envoyé à 1 personne" in browser.sees


async def test_a_question_is_set_aside_after_asking_once(office: Office) -> None:
    await hand_over(office)
    browser = await office.enter()
    await open_first(browser)
    await browser.follows("Écarter")
    assert "personne ne recevra de réponse" in browser.sees
    await browser.presses("Oui, écarter")
    assert "C'est écarté" in browser.sees
    assert await browser.opens("/bureau/questions/1") == 200
    assert "n'attend plus" in browser.sees


async def test_what_people_wrote_stays_words(office: Office) -> None:
    evil = '<script>alert(1)</script> trotinettes "><img src=x onerror=alert(1)> {{ 7*7 }}'
    db, now = office.town.colibris.services.db, office.town.now
    await office.town.person("citoyenne").says("bonjour")
    await db.run(
        "INSERT INTO questions (person_id, text, topic, asked_at) VALUES (1001, $1, $2, $3)",
        evil,
        "<b>",
        now,
    )
    browser = await office.enter()
    await open_first(browser, "<script>")
    for _ in range(2):
        assert evil in browser.sees
        assert "<script>alert" not in browser.html
        assert "<img src=x" not in browser.html
        assert "49" not in browser.sees
        await browser.presses("Répondre") if "Répondre" in browser.html else None
    await browser.presses("Voir l'aperçu", texte=evil)
    assert evil in browser.sees
    assert "<script>alert" not in browser.html


async def test_an_answer_can_be_found_by_other_words_and_only_a_real_one_is_taken(
    office: Office,
) -> None:
    await hand_over(office)
    browser = await office.enter()
    await open_first(browser)
    await browser.presses("Répondre")
    await browser.presses("Voir l'aperçu", texte=ANSWER)
    await browser.presses("Envoyer")
    await browser.presses("Chercher", q="objectif 3")
    assert "L'eau" in browser.sees
    assert "objectif-3" in browser.html

    for wrong in ("", "urgence", "nowhere", "<script>"):
        await browser.presses("Ajouter", reponse=wrong)
        assert "Choisissez d'abord une réponse" in browser.sees
    await browser.presses("Ajouter", reponse="objectif-3")
    assert "C'est appris" in browser.sees
