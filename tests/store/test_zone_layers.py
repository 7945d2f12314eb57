"""A layer of zones while we run: a changed file is taken up, and a set that rests on it asks for a new look."""

from dataclasses import replace
from pathlib import Path

import pytest

from notifiers.platforms import PLATFORMS
from schemas.crises.zone import Polygon, Zone
from schemas.errors import InvalidInput, Refused
from schemas.recipients.recipient import Audience
from schemas.recipients.register import EntryForm
from schemas.states import DraftStatus
from store.approvals import approvals, renewing
from store.context import AppContext
from store.crises import lifecycle
from store.drafts import drafts
from store.evidence import audit
from store.messages import messages
from store.municipality_file import MunicipalityFile
from store.recipients import choosing, concerned, register
from tests.cast import content, request
from tests.config.good_file import GOOD
from tests.config.test_layers import LAYER, feature, put, square

VANN = Audience(zones=("vann-a",))


def basis(ctx: AppContext) -> str:
    return choosing.basis(ctx, VANN)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "kommune.yaml"
    made.write_text(GOOD + LAYER, encoding="utf-8")
    put(made, feature("A", "Polygon", [square(10.0, 63.0)]))
    return made


def looked(file: MunicipalityFile, ctx: AppContext) -> AppContext:
    """Twice: it is read at the second look that finds it unchanged."""
    return file.look(file.look(ctx))


def test_a_changed_layer_is_taken_up_and_asks_for_a_new_look(ctx: AppContext, path: Path) -> None:
    file = MunicipalityFile(path, PLATFORMS)
    first = looked(file, ctx)
    assert [zone.id for zone in first.municipality.zones] == ["vann-a"]
    put(path, feature("A", "Polygon", [square(10.0, 63.0, 0.2)]))
    second = looked(file, first)
    assert second.municipality.zones != first.municipality.zones and basis(second) != basis(first)
    digests = [event.subject for event in audit.events(ctx, action="municipality.taken_up")]
    assert len(set(digests)) == 2, "the same municipality file, another layer"
    path.with_name("vann.geojson").unlink()
    assert looked(file, second) is second and file.problem is not None


def test_a_draft_to_a_zone_whose_file_has_changed_is_looked_at_anew_before_it_leaves(
    ctx: AppContext, path: Path
) -> None:
    """Drawn wider, the zone has one more in it: who approves has not seen them, and nothing is sent until somebody has."""
    file = MunicipalityFile(path, PLATFORMS)
    town = looked(file, ctx)
    for number, longitude in enumerate((10.05, 10.15)):
        place = {"longitude": longitude, "latitude": 63.05, "emails": (f"leser{number}@kk.example",)}
        register.add(town, "ola", EntryForm.model_validate(place | {"purpose": "Samtykke"}))
    crisis = lifecycle.establish(town, "kari", request()).id
    asked = content(audience=VANN, target_groups=("alle",))
    found = drafts.submit(town, "liv", drafts.new(town, "liv", crisis, asked, ("post",)).id)
    assert found.revision.content.recipients and found.revision.content.recipients.email == 1
    put(path, feature("A", "Polygon", [square(10.0, 63.0, 0.2)]))
    town = looked(file, town)
    with pytest.raises(Refused, match="1 recipients then, 2 now"):
        approvals.approve(town, "ola", found.id, found.revision.seen)
    assert messages.listing(town) == [] and drafts.show(town, found.id).status is DraftStatus.SUBMITTED
    again = renewing.renew(town, "ola", found.id)
    with pytest.raises(Refused, match="not what you looked at"):
        approvals.approve(town, "ola", found.id, found.revision.seen)
    message = approvals.approve(town, "ola", found.id, again.revision.seen)
    assert message.content.recipients and message.content.recipients.email == 2


def test_the_name_of_a_layer_asks_for_no_new_look(ctx: AppContext, path: Path) -> None:
    file = MunicipalityFile(path, PLATFORMS)
    first = looked(file, ctx)
    path.write_text(GOOD + LAYER.replace("Vannsoner", "Vann"), encoding="utf-8")
    second = looked(file, first)
    assert second.municipality.zones[0].layer == "Vann" and basis(second) == basis(first)


def test_each_zone_says_how_many_entries_are_in_it(ctx: AppContext, path: Path) -> None:
    """By their point, in every zone it is in; by name; and never those who want no warnings."""
    put(path, feature("B", "Polygon", [square(10.0, 63.0, 0.2)]), feature("A", "Polygon", [square(10.0, 63.0)]))
    town = looked(MunicipalityFile(path, PLATFORMS), ctx)
    hell = Zone(id="hell", name="Hell", geometry=Polygon(type="Polygon", coordinates=(tuple(square(12.0, 63.0)),)))
    town = replace(town, municipality=town.municipality.model_copy(update={"zones": (*town.municipality.zones, hell)}))
    places: tuple[dict[str, object], ...] = (
        {"longitude": 10.1, "latitude": 63.05},  # on the border of A
        {"longitude": 10.15, "latitude": 63.15, "zones": ("hell",)},
        {"longitude": 10.05, "latitude": 63.05, "zones": ("vann-a",)},
        {"longitude": 10.05, "latitude": 63.05, "reserved": True},
        {"longitude": 11.9, "latitude": 63.05},
        {},
    )
    for number, said in enumerate(places):
        register.add(
            town, "ola", EntryForm.model_validate(said | {"mobiles": (f"9000000{number}",), "purpose": "Test"})
        )
    assert [(zone.id, zone.layer, zone.entries) for zone in concerned.zones(town, "ola")] == [
        ("vann-b", "Vannsoner", 3),
        ("vann-a", "Vannsoner", 2),
        ("hell", "", 1),
    ]
    with pytest.raises(Refused):
        concerned.zones(town, "liv")


def test_zones_are_listed_by_layer(ctx: AppContext, path: Path) -> None:
    town = looked(MunicipalityFile(path, PLATFORMS), ctx)
    with pytest.raises(InvalidInput, match="There are: Vannsoner: vann-a"):
        choosing.require_some(town, Audience(zones=("mars",)))
