"""A layer of zones while we run: a changed file is taken up, and a set that rests on it asks for a new look."""

from pathlib import Path

import pytest

from notifiers.platforms import PLATFORMS
from schemas.errors import InvalidInput
from schemas.recipient import Audience
from store.context import AppContext
from store.evidence import audit
from store.municipality_file import MunicipalityFile
from store.recipients import choosing
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


def test_the_name_of_a_layer_asks_for_no_new_look(ctx: AppContext, path: Path) -> None:
    file = MunicipalityFile(path, PLATFORMS)
    first = looked(file, ctx)
    path.write_text(GOOD + LAYER.replace("Vannsoner", "Vann"), encoding="utf-8")
    second = looked(file, first)
    assert second.municipality.zones[0].layer == "Vann" and basis(second) == basis(first)


def test_zones_are_listed_by_layer(ctx: AppContext, path: Path) -> None:
    town = looked(MunicipalityFile(path, PLATFORMS), ctx)
    with pytest.raises(InvalidInput, match="There are: Vannsoner: vann-a"):
        choosing.require_some(town, Audience(zones=("mars",)))
