"""The whole year in a browser, as somebody who tries the portal plays it: from an opened round to
the priorities in next year's survey, ending with what the report's PDF says."""

import io
import re

import pikepdf
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from actors.models import Person
from followup.council.models import Priority
from followup.report.models import AnnualReport
from goals.models import Strategy
from tests.pdf_checks import check_pdf, text_of

pytestmark = pytest.mark.django_db(transaction=True)

INTERVENTION = "Språkstöd i hemtjänsten i Möklinta"
JUDGEMENT = "Fler kvinnor får arbete, men de minsta kommunerna hinner inte med."
WOMEN = "317"


class Portal:
    """The browser, and whoever sits at it."""

    def __init__(self, page: Page, url: str, assert_accessible) -> None:
        self.page, self.url, self.assert_accessible = page, url, assert_accessible

    def sign_in_as(self, name: str) -> None:
        """Through the demonstration's door."""
        self.go("/prova/")
        person = Person.objects.get(name=name)
        door = self.page.locator(f"form[action='/prova/{person.pk}/'] button").first
        if not door.is_visible():
            self.page.locator("details > summary").first.click()
        door.click()
        expect(self.page.get_by_role("banner")).to_contain_text(name)

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)
        self.assert_accessible(self.page)

    def press(self, name: str) -> None:
        """A button, and the page that follows."""
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()
        self.assert_accessible(self.page)

    def follow(self, name: str) -> None:
        """A link, and the page that it leads to."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        self.assert_accessible(self.page)

    def see(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)


@pytest.fixture
def portal(page, live_server, strategy, settings, assert_accessible, no_surprises) -> Portal:
    call_command("load_demo", verbosity=0)
    no_surprises(page)
    page.set_default_timeout(120_000)  # a busy machine is no fault
    return Portal(page, live_server.url, assert_accessible)


def test_the_year(portal):
    open_the_round(portal)
    answer_for_sala(portal)
    see_the_board_change_and_close(portal)
    judge_and_propose(portal)
    pdf = make_the_report(portal)
    decide_at_the_last_meeting(portal)
    copy_to_next_year(portal)
    the_report_says_it_all(pdf)


def open_the_round(portal: Portal) -> None:
    portal.sign_in_as("Maria Holm")
    portal.go("/omgangar/2026/")
    portal.follow("Öppna omgången")
    portal.press("Öppna och skicka breven")
    portal.see("Omgången är öppen")


def answer_for_sala(portal: Portal) -> None:
    page = portal.page
    portal.sign_in_as("Amina Lund")
    portal.go("/enkat/2026/sala-kommun/")
    portal.press("Börja svara")
    portal.follow("Sysselsättning")
    expect(page.locator(".prioritised")).to_have_count(
        Priority.objects.filter(year=2026, sub_goal__goal_area__number=5).count()
    )
    first = page.locator(".question").first
    first.get_by_role("radio", name="Minst hälften").check()
    first.locator("textarea").fill("Vi fortsatte med språkstöd och började i Möklinta.")
    page.get_by_role("button", name="Lägg till en insats").click()
    intervention = page.locator(".intervention")
    intervention.get_by_label("Vad heter insatsen?").fill(INTERVENTION)
    intervention.get_by_role("checkbox", name=re.compile(r"^5\.1")).check()
    intervention.get_by_label("Kvinnor", exact=True).fill(WOMEN)
    intervention.get_by_label("Män", exact=True).fill("0")
    intervention.get_by_label("Vad blev effekten?").fill("Elva kvinnor fick anställning.")
    intervention.get_by_label("Vad blev effekten?").blur()
    expect(page.locator("[data-save-state]")).to_contain_text(re.compile(r"Sparat \d\d:\d\d"))
    portal.press("Avsnittet är klart")
    portal.follow("Kontrollera och lämna in")
    portal.press("Lämna in")
    portal.see("Svaren är inlämnade")
    portal.see(INTERVENTION)


def see_the_board_change_and_close(portal: Portal) -> None:
    portal.sign_in_as("Maria Holm")
    portal.go("/omgangar/2026/lage/")
    sala = portal.page.get_by_role("row").filter(has_text="Sala kommun")
    expect(sala).to_contain_text("Inlämnat")
    portal.go("/prova/")
    portal.press("Låt de andra organisationerna svara")
    portal.go("/omgangar/2026/")
    portal.follow("Stäng omgången")
    portal.press("Stäng omgången")
    portal.see("Omgången är stängd")


def judge_and_propose(portal: Portal) -> None:
    page = portal.page
    portal.sign_in_as("Anders Vik")
    portal.go("/sammanstallning/2026/sysselsattning/")
    portal.see(INTERVENTION)
    ours = page.locator(".intervention").filter(has_text=INTERVENTION)
    ours.get_by_role("button", name="Välj till årsrapporten").click()
    expect(ours.get_by_role("button", name="Ta bort ur årsrapporten")).to_be_visible()
    portal.go("/sammanstallning/2026/sysselsattning/bedomning/")
    area = page.locator("#bedomning-0")
    area.locator("textarea").fill(JUDGEMENT)
    area.get_by_role("radio", name="Rätt riktning").check()
    area.get_by_role("button", name="Spara").click()
    expect(page.locator("#bedomning-0")).to_contain_text(re.compile(r"Sparat \d\d:\d\d"))
    for code in ("5.1", "6.3", "1.6"):
        portal.go("/sammanstallning/2026/forslag/nytt/")
        goals = page.get_by_label("Vilket delmål gäller det?")
        goals.select_option(
            value=goals.locator("option").filter(has_text=f"{code} ").get_attribute("value")
        )
        page.get_by_label("Vad föreslår ni?").fill(f"Prioritera {code} under 2027")
        page.get_by_label("Varför").fill(f"Det går för långsamt med {code}.")
        portal.press("Spara förslaget")
    portal.press("För fram alla till rådet")
    portal.see("Framförd")


def make_the_report(portal: Portal) -> bytes:
    page = portal.page
    portal.sign_in_as("Maria Holm")
    portal.go("/rapporter/")
    portal.press("Påbörja rapporten")
    portal.go("/sammanstallning/2026/texter/sammanfattning/")
    page.get_by_label("Texten").fill("Länet är på väg åt rätt håll.")
    # The button waits until the words are saved, and then leads on.
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("body")).to_contain_text("Texten är sparad.")
    portal.go("/rapporter/2026/arbete/")
    page.get_by_role("button", name="Gör rapporten").click()
    portal.see("Först i kön")
    call_command("db_worker", batch=True, startup_delay=False, interval=0.1, verbosity=0)
    expect(page.get_by_role("link", name="Läs rådets exemplar (PDF)")).to_be_visible()
    portal.assert_accessible(page)
    address = page.get_by_role("link", name="Läs rådets exemplar (PDF)").get_attribute("href")
    pdf = page.request.get(f"{portal.url}{address}").body()
    portal.press("Klar för rådet")
    return pdf


def decide_at_the_last_meeting(portal: Portal) -> None:
    page = portal.page
    portal.go("/radet/2026/4/")
    portal.press("Kalla till mötet")
    portal.press("Mötet är hållet")
    portal.see("rådets exemplar (PDF)")
    portal.follow("Öppna förslagen")
    for column in page.locator(".proposal").all():
        column.get_by_role("radio").first.check()
    portal.press("Fatta besluten")
    priorities = Priority.objects.filter(year=2027).order_by("order")
    assert [p.sub_goal.code for p in priorities] == ["5.1", "6.3", "1.6"]
    paragraphs = [p.decision.paragraph for p in priorities]
    assert paragraphs == list(range(paragraphs[0], paragraphs[0] + 3))
    portal.go("/radet/prioriteringar/2027/")
    portal.follow("Utse en fokusgrupp")
    page.get_by_label("Gruppens namn").fill("Fokusgruppen för kvinnors arbete")
    page.get_by_label("Sammankallande").select_option(label="Sala kommun")
    page.get_by_label("Uppdrag").fill("Ta fram en aktivitetsplan före sommaren.")
    page.get_by_role("checkbox", name="Region Västmanland").check()
    portal.press("Utse gruppen")
    portal.see("Fokusgruppen för kvinnors arbete")
    portal.go("/rapporter/2026/arbete/")
    portal.press("Fastställ rapporten")
    report = AnnualReport.objects.get(round__year=2026)
    portal.see(report.pdf_checksum)
    portal.press("Publicera")
    anonymous = page.context.browser.new_context()
    response = anonymous.request.get(f"{portal.url}/rapporter/2026/rapport.pdf")
    assert response.status == 200
    assert response.body()[:5] == b"%PDF-"
    anonymous.close()


def copy_to_next_year(portal: Portal) -> None:
    page = portal.page
    portal.go("/omgangar/2026/kopiera/")
    portal.see("Strategin slutar")
    page.get_by_label("Strategin förlängs").check()
    portal.press("Gör ett utkast")
    assert Strategy.objects.get().year_to == 2027
    portal.go("/omgangar/2027/")
    for code in ("5.1", "6.3", "1.6"):
        portal.see(code)


def the_report_says_it_all(pdf: bytes) -> None:
    assert check_pdf(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) > 20
    text = re.sub(r"\s+", " ", text_of(pdf))
    for said in (INTERVENTION, WOMEN, JUDGEMENT, "Prioritera 5.1 under 2027"):
        assert said in text
