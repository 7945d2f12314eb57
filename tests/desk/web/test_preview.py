"""What an approver will see, while somebody still writes: parts and price of an SMS, files that travel once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.desk.web.conftest import Enter, picture
from tests.documents import document
from tests.fakes.sms import FakeElks
from tests.journeys.town import Town
from tests.servers.mastodon import MastodonServer
from tests.servers.recorder import Recorder
from tests.servers.smtp import SmtpServer
from tests.servers.web import WebTown, web_town

SMS = (
    "  - {id: sms, platform: sms, handle: SMS-varsling, unit: info, opened: 2026-01-01, secret: sms, price: 0.39, "
    'recipients: ["+4791111100", "+4791111101"]}\n'
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebTown]:
    """With an SMS account beside the usual ones."""
    with SmtpServer() as smtp, MastodonServer() as mastodon, Recorder() as webhook, FakeElks() as elks:
        town = Town(tmp_path_factory.mktemp("town"), smtp, mastodon, webhook)
        file = town.data / "town.yaml"
        file.write_text(file.read_text().replace("templates:\n", SMS + "templates:\n", 1))
        town.store("sms", elks.url)
        with web_town(town) as made:
            yield made


def test_fake_sms_parts_and_price_are_seen_while_writing(web: WebTown, enter: Enter, tmp_path: Path) -> None:
    web.town.ok(
        "crisis",
        "establish",
        "--title",
        "Vann",
        "--what",
        "Bakterier",
        "--where",
        "Lånke",
        "--severity",
        "Severe",
        as_="kari",
    )
    (tmp_path / "plan.pdf").write_bytes(document("plan"))
    for size in ("desktop", "phone"):
        anne = enter("anne", size)
        anne.goto("/write?template=own")
        anne.fill("#f-title", "Kok drikkevannet")
        anne.fill(
            "#f-body", "Kok alt vann – også til tannpuss – i tre minutter. Dette gjelder alle i Lånke til vi sier fra."
        )
        preview = anne.locator("#preview")
        expect(preview).to_contain_text("2 SMS-deler (UCS-2)")
        expect(preview).to_contain_text("2 mottakere")
        expect(preview).to_contain_text("1,56 kroner i alt")
        expect(preview).to_contain_text("Disse tegnene gjør SMS-en mer enn dobbelt så lang: –")
        anne.set_input_files("#f-picture", tmp_path / "plan.pdf")
        expect(anne.locator("#files input[name=kept]")).to_be_checked()
        assert anne.locator("#f-picture").input_value() == "", "it has travelled, and does not again"
        anne.fill("#files input[name^='alt:']", "Plan for vannet")
        expect(preview).to_contain_text("Går uten filen, som denne kanalen ikke tar: Plan for vannet")
        picture(anne, f"{size}-sms-preview")
        anne.fill("#f-body", "Kok alt vann i tre minutter.")
        expect(preview).to_contain_text("1 SMS-del (GSM-7)")
        expect(anne.locator("#files input[name=kept]")).to_be_checked()
    anne.click("button[value=submit]")
    expect(anne.locator("main")).to_contain_text("Plan for vannet")
