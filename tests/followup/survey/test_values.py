"""What Swedes type, understood or told of in plain words."""

from datetime import date
from decimal import Decimal

import pytest

from followup.survey.form.values import (
    ValueFaultError,
    day,
    in_words,
    link,
    money,
    number,
    per_cent,
    whole_number,
)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (whole_number, "", None),
        (whole_number, " ", None),
        (whole_number, "0", 0),
        (whole_number, "1 000", 1000),
        (whole_number, "1\u00a0000", 1000),
        (whole_number, "\u22125", -5),
        (whole_number, "5,0", 5),
        (number, "1,5", Decimal("1.5")),
        (number, "1.5", Decimal("1.5")),
        (per_cent, "10 %", Decimal(10)),
        (per_cent, "12,5 procent", Decimal("12.5")),
        (money, "1 000 kr", Decimal(1000)),
        (money, "250 tkr", Decimal(250_000)),
        (money, "1,5 mkr", Decimal(1_500_000)),
        (money, "2 miljoner kronor", Decimal(2_000_000)),
        (money, "100:-", Decimal(100)),
        (day, "", None),
        (day, "2026-03-31", date(2026, 3, 31)),
        (day, "20260331", date(2026, 3, 31)),
        (day, "31 mars 2026", date(2026, 3, 31)),
        (day, "31/3 2026", date(2026, 3, 31)),
        (day, "1 okt 2026", date(2026, 10, 1)),
        (link, "", None),
        (link, "www.sala.se/rapport", "https://www.sala.se/rapport"),
        (link, "http://sala.se", "http://sala.se"),
    ],
)
def test_understood(read, text, value):
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (
            whole_number,
            "ca 10",
            "”ca 10” går inte att läsa som ett tal. Skriv bara talet, till exempel 10.",
        ),
        (whole_number, "tolv", "”tolv” går inte att läsa som ett tal. Skriv det med siffror."),
        (whole_number, "1,5", "”1,5” är inte ett heltal. Skriv det utan decimaler."),
        (whole_number, "–", "Skriv 0 om det är noll. Lämna tomt om ni inte svarar."),
        (
            number,
            "1.000",
            "”1.000” kan läsas på två sätt. Skriv tusental med mellanslag och decimaler med komma.",
        ),
        (number, "nan", "”nan” går inte att läsa som ett tal. Skriv det med siffror."),
        (
            number,
            "1e999",
            "”1e999” går inte att läsa som ett tal. Skriv det med siffror.",
        ),
        (number, "٣", "”٣” går inte att läsa som ett tal. Skriv det med siffror."),
        (number, "9" * 15, "Talet är för stort. Kontrollera det."),
        (per_cent, "1,555", "Skriv högst två decimaler."),
        (day, "2026-02-30", "Dagen 2026-02-30 finns inte. Kontrollera datumet."),
        (
            day,
            "i våras",
            "”i våras” går inte att läsa som ett datum. "
            "Skriv år, månad och dag, till exempel 2026-03-31.",
        ),
        (day, "0026-03-31", "Året i 0026-03-31 verkar fel. Kontrollera datumet."),
        (
            link,
            "javascript:alert(1)",
            "”javascript:alert(1)” går inte att läsa som en länk. "
            "Kopiera hela adressen, till exempel https://www.exempel.se/sida.",
        ),
        (
            link,
            "ftp://sala.se",
            "”ftp://sala.se” går inte att läsa som en länk. "
            "Kopiera hela adressen, till exempel https://www.exempel.se/sida.",
        ),
    ],
)
def test_told_of(read, text, words):
    with pytest.raises(ValueFaultError) as fault:
        read(text)
    assert str(fault.value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (1000, "1\u00a0000"),
        (Decimal("1234567.50"), "1\u00a0234\u00a0567,5"),
        (Decimal("10.00"), "10"),
        (-5, "\u22125"),
    ],
)
def test_numbers_are_written_as_swedes_read_them(value, words):
    assert in_words(value) == words
