from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.dates import add_months, next_weekday
from bot.rules.words import Moment, next_day_named, understand

MONDAY = date(2026, 11, 23)
ALL_WEEK = (0, 1, 2, 3, 4, 5, 6)


def weekly(*weekdays: int, at: time | None = None) -> Moment:
    return Moment(kind="weekly", times=len(weekdays), weekdays=weekdays, at=at)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("18h30", time(18, 30)),
        ("à 18 H 30 svp", time(18, 30)),
        ("18:30", time(18, 30)),
        ("8.30", time(8, 30)),
        ("7 h", time(7)),
        ("7hr", time(7)),
        ("vers 18", time(18)),
        ("sept heures et demie", time(7, 30)),
        ("sept heure", time(7)),
        ("vingt et une heures", time(21)),
        ("dix-huit heures trente", time(18, 30)),
        ("six heures moins le quart", time(5, 45)),
        ("8h et quart", time(8, 15)),
        ("7h du soir", time(19)),
        ("3 heures de l'après-midi", time(15)),
        ("midi", time(12)),
        ("midi et demi", time(12, 30)),
        ("midi moins dix", time(11, 50)),
        ("minuit", time(0)),
        ("le matin", time(9)),
        ("matain", time(9)),
        ("le soir", time(18, 30)),
        ("après-midi", time(14, 30)),
        ("l'aprem", time(14, 30)),
        ("l’après midi", time(14, 30)),
    ],
)
def test_an_hour_is_understood(typed: str, hour: time) -> None:
    assert understand(typed, MONDAY) == Moment(at=hour)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dimanche", weekly(6)),
        ("dimache", weekly(6)),
        ("chaque dimanche matin", weekly(6, at=time(9))),
        ("tous les mardis à 18h30", weekly(1, at=time(18, 30))),
        ("mardi et jeudi", weekly(1, 3)),
        ("mar et jeu", weekly(1, 3)),
        ("lundi, mercredi, vendredi à 7h30", weekly(0, 2, 4, at=time(7, 30))),
        ("le week-end", weekly(5, 6)),
        ("les we à 10h", weekly(5, 6, at=time(10))),
        ("du lundi au vendredi à midi", weekly(0, 1, 2, 3, 4, at=time(12))),
        ("du samedi au lundi", weekly(0, 5, 6)),
        ("en semaine", weekly(0, 1, 2, 3, 4)),
        ("tous les jours sauf le dimanche", weekly(0, 1, 2, 3, 4, 5)),
        ("3 fois par semaine, lundi, mercredi et vendredi", weekly(0, 2, 4)),
        ("tous les jours", Moment(kind="daily", times=1)),
        ("ts les jrs", Moment(kind="daily", times=1)),
        ("tlj à 8h", Moment(kind="daily", times=1, at=time(8))),
        ("tous les matins", Moment(kind="daily", times=1, at=time(9))),
        ("chaque soir à 19h", Moment(kind="daily", times=1, at=time(19))),
        ("7j/7", Moment(kind="daily", times=1)),
        ("2 heures par jour", Moment(kind="daily", times=1)),
        ("2 fois par semaine", Moment(kind="weekly", times=2)),
        ("deux fois / semaine", Moment(kind="weekly", times=2)),
        ("2x/sem", Moment(kind="weekly", times=2)),
        ("une fois la semaine", Moment(kind="weekly", times=1)),
        ("plusieurs fois par semaine", Moment(kind="weekly")),
        ("un jour sur deux", Moment(kind="weekly", times=3)),
        ("toutes les deux semaines", Moment(kind="monthly", times=2)),
        ("une fois par mois", Moment(kind="monthly", times=1)),
        ("le premier du mois", Moment(kind="monthly", times=1, month_day=1)),
        ("le 15 de chaque mois", Moment(kind="monthly", times=1, month_day=15)),
        ("chaque fin de mois", Moment(kind="monthly", times=1, month_day=31)),
        ("une seule fois", Moment(kind="once", times=1)),
    ],
)
def test_days_and_rhythms_are_understood(typed: str, meant: Moment) -> None:
    assert understand(typed, MONDAY) == meant


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("demain", date(2026, 11, 24)),
        ("demin", date(2026, 11, 24)),
        ("2m1", date(2026, 11, 24)),
        ("après-demain", date(2026, 11, 25)),
        ("aujourd'hui", MONDAY),
        ("dans deux semaines", date(2026, 12, 7)),
        ("dans 3 mois", date(2027, 2, 23)),
        ("lundi prochain", date(2026, 11, 30)),
        ("lundi en huit", date(2026, 12, 7)),
        ("ce samedi", date(2026, 11, 28)),
        ("ce week-end", date(2026, 11, 28)),
        ("la semaine prochaine", date(2026, 11, 30)),
        ("le mois prochain", date(2026, 12, 1)),
        ("fin du mois", date(2026, 11, 30)),
        ("3 août", date(2027, 8, 3)),
        ("le 1er décembre", date(2026, 12, 1)),
        ("mardi 3 août 2027", date(2027, 8, 3)),
        ("3 sept", date(2027, 9, 3)),
        ("le 3/8", date(2027, 8, 3)),
        ("03/08/27", date(2027, 8, 3)),
        ("le 12", date(2026, 12, 12)),
        ("29 février", date(2028, 2, 29)),
        ("mi-janvier", date(2027, 1, 15)),
        ("à Noël", date(2026, 12, 25)),
    ],
)
def test_a_date_is_understood(typed: str, day: date) -> None:
    assert understand(typed, MONDAY) == Moment(day=day)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("je pars jusqu'au 3 août", Moment(until=date(2027, 8, 3))),
        ("jusqu’au 3 août", Moment(until=date(2027, 8, 3))),
        ("jusqua dimanche", Moment(until=date(2026, 11, 29))),
        ("jusqu'au 12", Moment(until=date(2026, 12, 12))),
        ("jusqu'à la fin du mois", Moment(until=date(2026, 11, 30))),
        ("jusqu'en août", Moment(until=date(2027, 8, 31))),
        ("d'ici 3 jours", Moment(until=date(2026, 11, 26))),
        ("pendant trois semaines", Moment(until=date(2026, 12, 14))),
        ("je m'absente deux semaines", Moment(until=date(2026, 12, 7))),
        ("avant vendredi", Moment(until=date(2026, 11, 26))),
        ("pas avant lundi", Moment(not_before=date(2026, 11, 30))),
        ("à partir du 1er décembre", Moment(not_before=date(2026, 12, 1))),
        ("dès demain", Moment(not_before=date(2026, 11, 24))),
        (
            "du 3 au 12 août",
            Moment(not_before=date(2027, 8, 3), until=date(2027, 8, 12)),
        ),
        (
            "du 28 au 3 décembre",
            Moment(not_before=date(2026, 11, 28), until=date(2026, 12, 3)),
        ),
        (
            "pas avant le 3 janvier et jusqu'au 10 mars",
            Moment(not_before=date(2027, 1, 3), until=date(2027, 3, 10)),
        ),
        (
            "tous les mardis à 18h30 jusqu'au 30 juin",
            Moment(
                kind="weekly", times=1, weekdays=(1,), at=time(18, 30), until=date(2027, 6, 30)
            ),
        ),
    ],
)
def test_bounds_are_understood(typed: str, meant: Moment) -> None:
    assert understand(typed, MONDAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sans rappel", Moment(without_reminder=True)),
        ("pas besoin d'un rappel, merci", Moment(without_reminder=True)),
        ("ne me rappelez pas", Moment(without_reminder=True)),
        ("tous les jours sans rappel", Moment(kind="daily", times=1, without_reminder=True)),
        ("plus tard", Moment(later=True)),
        ("pas maintenant", Moment(later=True)),
        ("dans une heure", Moment(delay=timedelta(hours=1))),
        ("dans 1h30", Moment(delay=timedelta(minutes=90))),
        ("dans une demi-heure", Moment(delay=timedelta(minutes=30))),
        ("dans 20 min", Moment(delay=timedelta(minutes=20))),
        ("ce soir", Moment(day=MONDAY, at=time(18, 30))),
        ("demain matin", Moment(day=MONDAY + timedelta(days=1), at=time(9))),
        ("demain à 7 h 30", Moment(day=MONDAY + timedelta(days=1), at=time(7, 30))),
    ],
)
def test_reminders_and_delays_are_understood(typed: str, meant: Moment) -> None:
    assert understand(typed, MONDAY) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "je bois l'eau du robinet",
        "mes cours de yoga",
        "au bord de la mer",
        "25 h",
        "18h75",
        "le 31 février",
        "le 45",
        "pour 4 personnes",
        "40 fois par mois",
        "mais oui",
        "mon mari",
        "une heure avant",
        "😀",
        "99999999999999999999 h",
    ],
)
def test_nothing_is_guessed(typed: str) -> None:
    assert understand(typed, MONDAY) is None


def test_one_named_day_can_stand_for_a_date() -> None:
    def named(typed: str) -> date | None:
        return next_day_named(understand(typed, MONDAY) or Moment(), MONDAY)

    assert named("dimanche") == date(2026, 11, 29)
    assert named("mardi ou jeudi") == date(2026, 11, 24)
    assert named("demain") == date(2026, 11, 24)
    assert named("18 h") is None


NAMES = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
          "octobre", "novembre", "décembre"]  # fmt: skip
todays = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@given(st.dates(date(2024, 1, 1), date(2045, 12, 31)), todays)
@example(date(2028, 2, 29), date(2026, 1, 1))
def test_every_date_with_its_year_is_understood(day: date, today: date) -> None:
    for typed in (
        f"jusqu'au {day.day} {MONTHS[day.month - 1]} {day.year}",
        f"jusqu'au {NAMES[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}",
        f"jusqu'au {day:%d/%m/%Y}",
    ):
        assert understand(typed, today) == Moment(until=day)


@given(st.integers(1, 28), st.integers(1, 12), todays)
def test_a_date_without_its_year_is_the_next_one(number: int, month: int, today: date) -> None:
    model = today
    while (model.day, model.month) != (number, month):
        model += timedelta(days=1)
    assert understand(f"le {number} {MONTHS[month - 1]}", today) == Moment(day=model)


@given(st.sets(st.integers(0, 6), min_size=1), st.sampled_from([" et ", ", ", " "]))
def test_any_set_of_days_is_understood(weekdays: set[int], joint: str) -> None:
    typed = "le " + joint.join(NAMES[weekday] for weekday in sorted(weekdays, reverse=True))
    meant = understand(typed, MONDAY)
    assert meant == weekly(*sorted(weekdays))


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_hour_of_the_day_is_understood(hour: int, minute: int) -> None:
    for typed in (f"{hour}h{minute:02}", f"{hour}:{minute:02}", f"à {hour} H {minute:02}"):
        assert understand(typed, MONDAY) == Moment(at=time(hour, minute))


@given(st.integers(0, 6), todays)
def test_the_next_weekday_is_one_to_seven_days_away(weekday: int, today: date) -> None:
    found = next_weekday(weekday, today)
    assert found.weekday() == weekday
    assert 1 <= (found - today).days <= 7


@given(todays, st.integers(0, 40))
def test_months_are_added_without_leaving_the_month_that_is_meant(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1


PIECES = st.sampled_from(
    ["jusqu'au", "le", "31", "février", "30", "h", ":", "/", "dans", "999", "mois", "ans", "fois",
     "par", "semaine", "tous les", "du", "au", "avant", "sauf", "fin", "0", "9999", "moins", "a",
     "lundi", "premier", "pas", "rappel", "vingt", "et", "un", "sept", "midi", "en", "soir"]
)  # fmt: skip


@given(st.text(max_size=400) | st.lists(PIECES, max_size=14).map(" ".join), todays)
@example("jusqu'au " * 60, MONDAY)
@example("\u0000\ud800 18h", MONDAY)
@example("٣ h", MONDAY)
def test_no_text_however_hostile_raises(typed: str, today: date) -> None:
    meant = understand(typed, today)
    assert meant is None or meant != Moment()
    if meant is not None:
        assert all(weekday in ALL_WEEK for weekday in meant.weekdays)
