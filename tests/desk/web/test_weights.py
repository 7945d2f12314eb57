"""No first visit is heavier than 60 kB over the line (pictures apart): the desk is used where the net is poor."""

from tests.desk.web.crowd import Crowd
from tests.desk.web.inside import Inside
from tests.desk.web.pages import PAGES
from tests.desk.web.weights import Weighed

MOST = 60_000


def test_every_page_in_a_crisis(inside: Inside) -> None:
    crowd = Crowd(inside, 2)
    weighed = Weighed(inside.client("kari"))
    found = {path: weighed.first_visit(path) for path in ("/login", *PAGES, f"/drafts/{crowd.draft}")}
    assert {path: size for path, size in found.items() if size > MOST} == {}
    assert min(found.values()) > 30_000, "the looks and the scripts are counted too"
