"""Own measurements in files: out and in again the same, hostile ones refused, nothing by halves."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from goals.statistics import own_files
from goals.statistics.models import Measurement, MeasurementUpload
from goals.statistics.own_values import COLUMNS
from strategy_portal.spreadsheets import SpreadsheetError, WrongWorkbookError, saved
from tests.pages import text

FILES = "/statistik/underhall/indikator/trangbodda/filer/"
HEAD = [column.heading for column in COLUMNS]


def write(indicator, **facts):
    given = {"year": 2025, "place": "Sala kommun", "place_level": "municipality", "value": 9}
    return Measurement.objects.create(indicator=indicator, **(given | {"source": "Egen"} | facts))


def holds(indicator):
    return {(m.place, m.year, m.sex): m.value for m in indicator.measurements.valid()}


def book(*rows):
    workbook = Workbook()
    for row in ([*HEAD], *rows):
        workbook.active.append(row)
    return saved(workbook)


def read(indicator, content):
    return own_files.read_file(indicator, BytesIO(content))


def told(result):
    return [(one.cells, one.text) for one in result.faults]


GOOD = [2025, "Sala", "Kvinnor", "20–64 år", "utrikes född", 12.5, None, "Ja", None, "Enkät"]


def test_a_row_is_read_by_its_headings(indicator):
    result = read(indicator, book(GOOD))

    assert result.faults == []
    [value] = result.values
    assert (value.year, value.place, value.place_level) == (2025, "Sala kommun", "municipality")
    assert (value.sex, value.group, value.origin) == ("women", "20–64 år", "utrikes född")
    assert (value.value, value.is_preliminary, value.is_computed) == (Decimal("12.5"), True, False)
    assert value.source == "Enkät"


def test_the_workbook_comes_back_as_it_went(indicator):
    write(indicator, value=Decimal("1234.50"), sex="women", origin="utrikes född")
    write(indicator, year=2024, value=None, missing_reason="suppressed", group="=1+1")
    write(indicator, year=2023, value=0)
    content = own_files.write_workbook(indicator)

    assert own_files.read_file(indicator, BytesIO(content)).values == []
    sheet = load_workbook(BytesIO(content))["Värden"]
    assert [cell.value for cell in sheet[3]][: len(HEAD)] == HEAD
    cells = {cell.value: cell.data_type for row in sheet.iter_rows(4, 6) for cell in row}
    assert cells["=1+1"] == "s"
    assert cells["1234,5"] == "s"


def test_csv_comes_back_as_it_went_and_holds_no_formula(indicator):
    write(indicator, value=Decimal("-1.5"), group="=HYPERLINK(1)")
    write(indicator, year=2024, value=None, missing_reason="suppressed", group="@a")
    write(indicator, year=2023, group="'s morgons")
    content = own_files.write_csv(indicator)

    assert b";'=HYPERLINK(1);" in content
    assert b";-1,5;" in content
    values = read(indicator, content).values
    assert {(one.year, one.group, one.value) for one in values} == {
        (2025, "=HYPERLINK(1)", Decimal("-1.5")),
        (2024, "@a", None),
        (2023, "'s morgons", Decimal(9)),
    }


@pytest.mark.parametrize(
    "content",
    [
        "År;Plats;Värde;Källa\r\n2025;Västerås;1 234,5;SCB\r\n".encode("cp1252"),
        "År,Plats,Värde,Källa\n2025,Västerås,1234.5,SCB\n".encode(),
        "\ufeffVärde\tår\tPLATS\tKälla\tAnnat\n1234,5\t2025\tVästerås stad\tSCB\tx\n".encode(),
    ],
    ids=["Windows", "commas", "tabs"],
)
def test_csv_as_programs_write_it(indicator, content):
    result = read(indicator, content)

    assert result.faults == []
    assert [(one.place, one.value) for one in result.values] == [
        ("Västerås stad", Decimal("1234.5"))
    ]


def test_every_fault_is_told_by_its_cell_and_nothing_is_kept(indicator, as_, coordinator):
    rows = [
        GOOD,
        ["25", "Sala", "Män", None, None, 1, None, None, None, "Enkät"],
        [2025, "Paris", "Män", None, None, "många", None, "kanske", None, None],
        GOOD,
        [2025, "Sala", "Män", None, None, None, None, None, None, "Enkät"],
    ]
    file = SimpleUploadedFile("egen.xlsx", book(*rows))
    refused = as_(coordinator).post(f"{FILES}ladda-upp/", {"file": file})

    assert refused.status_code == 422
    assert [(one.cells, one.text.split(".")[0]) for one in refused.context["faults"]] == [
        ("A3", "Skriv året med fyra siffror, till exempel 2026"),
        ("B4", "”Paris” är ingen kommun i strategin"),
        ("F4", "”många” är inget tal"),
        ("H4", "Skriv Ja eller Nej"),
        ("J4", "Skriv vem som säger det"),
        ("rad 5", "Raden gäller samma sak som rad 2"),
        ("F6", "Skriv ett värde, eller varför det saknas"),
    ]
    assert "egen.xlsx" in text(refused)
    assert not MeasurementUpload.objects.exists()
    assert holds(indicator) == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Filen är tom."),
        (b"%PDF-1.7", "Filen är en PDF"),
        (b"PK\x03\x04 broken", "Filen är skadad"),
        (b"<html>x</html>", "Filen är en webbsida"),
        (b"\x00\x01\x02", "Filen är ingen Excel-arbetsbok"),
        (b"Namn;Antal\n1;2\n", "Filen saknar kolumnerna År, Plats och Värde."),
        ("År;Plats;Värde\n;;\n".encode(), "Filen har inga värden."),
        ('År;Plats;Värde\n"' + "x" * 200_000 + '";b;c\n', "Filen går inte att läsa som CSV."),
        ("År;Plats;Värde\n" + "2025;Sala;1\n" * 5_001, "Filen har för många rader."),
    ],
    ids=["empty", "pdf", "zip", "html", "binary", "headings", "no rows", "huge cell", "many rows"],
)
def test_a_file_that_cannot_be_used_says_why(indicator, content, words):
    content = content.encode() if isinstance(content, str) else content
    with pytest.raises(SpreadsheetError, match=words):
        read(indicator, content)


def test_a_file_that_is_too_large_is_not_read(indicator, monkeypatch):
    monkeypatch.setattr(own_files, "LARGEST_FILE", 10)
    with pytest.raises(SpreadsheetError, match="för stor"):
        read(indicator, b"x" * 11)


def test_a_workbook_of_another_indicator_is_refused(indicator, strategy):
    content = own_files.write_workbook(indicator)
    other = type(indicator).objects.create(slug="annan", title="Annan", unit="percent")

    with pytest.raises(WrongWorkbookError, match="hör till en annan indikator"):
        read(other, content)


def test_fetched_values_are_not_written_over(kolada, link, fetched, indicator):
    one = write(indicator, source="Kolada")
    Measurement.objects.filter(pk=one.pk).update(fetch=fetched())
    write(indicator, year=2024, approximate="över 70 %")
    rows = [[year, "Sala", "Totalt", None, None, 5, None, None, None, "E"] for year in (2025, 2024)]

    assert told(read(indicator, book(*rows))) == [
        ("rad 2", "Värdet hämtas från Kolada och ändras inte här. Ta bort raden."),
        ("rad 3", "Värdet står i strategins text och ändras inte här. Ta bort raden."),
    ]


def test_an_old_workbook_does_not_bring_an_old_value_back(indicator):
    old = write(indicator)
    content = own_files.write_workbook(indicator)
    Measurement.objects.filter(pk=old.pk).update(value=11)
    workbook = load_workbook(BytesIO(content))
    for number, value in enumerate(["2026", "Sala", "Totalt", "", "", "7", "", "", "", "Egen"], 1):
        workbook["Värden"].cell(5, number).value = value

    result = read(indicator, saved(workbook))
    assert [(one.year, one.value) for one in result.values] == [(2026, 7)]


def test_nothing_changes_before_the_yes_and_what_is_replaced_is_kept(indicator, as_, coordinator):
    old = write(indicator, sex="women", group="20–64 år", origin="utrikes född")
    same = write(indicator, year=2020)
    row = [2020, "Sala", "Totalt", None, None, 9, None, None, None, "Egen"]
    client = as_(coordinator)
    file = SimpleUploadedFile("egen.xlsx", book(GOOD, row))
    page = client.post(f"{FILES}ladda-upp/", {"file": file}, follow=True)
    upload = MeasurementUpload.objects.get()
    assert "Det här ändras" in text(page)
    assert holds(indicator)[("Sala kommun", 2025, "women")] == 9
    assert (upload.file_name, upload.uploaded_by, upload.state) == (
        "egen.xlsx",
        coordinator,
        "waiting",
    )

    address = f"/statistik/underhall/uppladdning/{upload.pk}/"
    stale = client.post(f"{address}ta-in/", {"seen": "annat"})
    assert stale.status_code == 409
    assert holds(indicator)[("Sala kommun", 2025, "women")] == 9

    client.post(f"{address}ta-in/", {"seen": page.context["comparison"].seen})
    assert holds(indicator)[("Sala kommun", 2025, "women")] == Decimal("12.5")
    old.refresh_from_db()
    same.refresh_from_db()
    assert (old.value, old.superseded_by.upload, same.superseded_by) == (9, upload, None)
    assert client.post(f"{address}ta-in/").status_code == 409
    assert "Värdena är intagna, Maria Holm" in text(client.get(address))


def test_a_file_can_be_left(indicator, as_, coordinator):
    client = as_(coordinator)
    client.post(f"{FILES}ladda-upp/", {"file": SimpleUploadedFile("e.xlsx", book(GOOD))})
    upload = MeasurementUpload.objects.get()
    client.post(f"/statistik/underhall/uppladdning/{upload.pk}/avsta/")

    assert holds(indicator) == {}
    assert client.post(f"/statistik/underhall/uppladdning/{upload.pk}/ta-in/").status_code == 409


def test_the_files_are_fetched_by_those_who_see_to_the_figures(indicator, as_, coordinator):
    write(indicator)
    client = as_(coordinator)

    assert client.get(f"{FILES}xlsx/").content.startswith(b"PK")
    assert client.get(f"{FILES}csv/")["Content-Disposition"].endswith('"matvarden-trangbodda.csv"')
    assert "Hämta som Excel" in text(client.get(FILES))
    assert "Välj den fil som du vill ladda upp." in text(client.post(f"{FILES}ladda-upp/"))
