"""What every page and every read of the interface asks of the database: the same for one of everything as for many.

A new page without a row fails. Statements, not time; the vault's own question, remembered for two seconds, is left out.
"""

import pytest

from desk.api.routes import PREFIX
from tests.counting import counted
from tests.desk.web.crowd import Crowd
from tests.desk.web.inside import Inside
from tests.desk.web.test_doors import routes

STREAMS = {"/live"}
"""Never ends; asks who it is, and nothing more."""
FILES = ("/drafts/{draft_id}/files/{sha256}", "/write/files/{sha256}", "/api/v1/drafts/{draft_id}/files/{sha256}")
"""What answers with a file that is there: `tests/attacks/test_04_unseen.py`."""
NOTES_LOOKS = {"/drafts/{draft_id}"}
"""The first time, behind the answer."""
REFUSES = {
    "/crest",
    "/login/oidc",
    "/login/oidc/callback",
    "/public/{path:path}",
    "/unit/planned/{message_id}",
    "/ready",
    *FILES,
}
"""Nothing is set up for these here: an error's page is made after the snapshot has ended."""
LOGS_LOOKS = {
    "/messages/{message_id}/missed",
    "/messages/{message_id}/missed.pdf",
    "/messages/{message_id}/missed.csv",
    "/register/entries/{entry_id}",
    "/api/v1/messages/{message_id}/missed",
    "/api/v1/register",
    "/api/v1/register/{entry_id}",
}
"""Shows names of the register, which is written down: the look ends with it, and the bar above the page begins another."""
COSTS = {
    "/": (17, 12),
    "/accounts": (8, 7),
    "/api/v1/account-requests": (2, 2),
    "/api/v1/accounts": (4, 4),
    "/api/v1/accounts/{account_id}": (4, 4),
    "/api/v1/channels": (1, 1),
    "/api/v1/crises": (2, 2),
    "/api/v1/crises/current": (2, 2),
    "/api/v1/crises/{crisis_id}": (2, 2),
    "/api/v1/crises/{crisis_id}/findings": (3, 3),
    "/api/v1/crises/{crisis_id}/log": (3, 3),
    "/api/v1/crises/{crisis_id}/report": (18, 18),
    "/api/v1/crises/{crisis_id}/staff": (3, 3),
    "/api/v1/drafts": (4, 4),
    "/api/v1/drafts/{draft_id}": (4, 4),
    "/api/v1/drafts/{draft_id}/files/{sha256}": (4, 4),
    "/api/v1/drafts/{draft_id}/revisions": (7, 7),
    "/api/v1/exercises": (1, 1),
    "/api/v1/exercises/due": (5, 5),
    "/api/v1/exercises/history": (12, 12),
    "/api/v1/follow-ups": (2, 2),
    "/api/v1/foreign-posts": (2, 2),
    "/api/v1/log/verification": (3, 3),
    "/api/v1/metrics": (14, 14),
    "/api/v1/messages": (3, 3),
    "/api/v1/messages/{message_id}": (3, 3),
    "/api/v1/messages/{message_id}/missed": (7, 7),
    "/api/v1/messages/{message_id}/reached": (2, 2),
    "/api/v1/register": (5, 5),
    "/api/v1/register/counts": (7, 7),
    "/api/v1/register/lists": (2, 2),
    "/api/v1/register/zones": (3, 3),
    "/api/v1/register/{entry_id}": (5, 5),
    "/api/v1/openapi.json": (0, 0),
    "/api/v1/people": (1, 1),
    "/api/v1/proposals": (2, 2),
    "/api/v1/questions": (2, 2),
    "/api/v1/questions/proposals": (3, 3),
    "/api/v1/questions/{question_id}": (6, 6),
    "/api/v1/remarks": (2, 2),
    "/api/v1/remarks/{remark_id}": (8, 8),
    "/api/v1/webhooks": (2, 2),
    "/channels": (3, 2),
    "/crest": (3, 2),
    "/crisis/new": (3, 2),
    "/crisis/{crisis_id}/stand-down": (11, 10),
    "/drafts": (6, 3),
    "/drafts/{draft_id}": (13, 12),
    "/drafts/{draft_id}/edit": (7, 6),
    "/drafts/{draft_id}/files/{sha256}": (6, 5),
    "/drafts/{draft_id}/revisions": (10, 9),
    "/evaluation/{crisis_id}": (5, 4),
    "/evaluation/{crisis_id}/report/{lang}": (19, 19),
    "/exercise/new": (3, 2),
    "/exercises": (19, 18),
    "/frame": (3, 2),
    "/health": (1, 1),
    "/l/{word}": (4, 3),
    "/land": (1, 1),
    "/log": (4, 3),
    "/log/verify": (9, 8),  # its end, the lines that heads outside are of, and what was written outside last
    "/login": (3, 2),
    "/login/oidc": (3, 2),
    "/login/oidc/callback": (10, 3),
    "/me": (9, 8),  # how many tokens act on
    "/messages": (5, 4),
    "/messages/{message_id}": (12, 11),
    "/messages/{message_id}/missed": (11, 10),
    "/messages/{message_id}/missed.pdf": (11, 10),
    "/messages/{message_id}/missed.csv": (9, 9),
    "/people": (8, 7),
    "/preview": (3, 2),
    "/public/{path:path}": (3, 2),
    "/questions": (6, 5),
    "/questions/sheet": (3, 3),
    "/questions/sheet.pdf": (3, 3),
    "/questions/{question_id}": (11, 10),
    "/remarks": (6, 5),
    "/remarks/{remark_id}": (12, 11),
    "/register": (10, 9),
    "/register/new": (3, 2),
    "/register/entries/{entry_id}": (7, 6),
    "/reports": (5, 4),
    "/ready": (1, 1),
    "/reports/{name}": (1, 1),
    "/start/{word}": (5, 4),
    "/unit": (8, 7),
    "/unit/calendar": (5, 4),
    "/unit/planned/{message_id}": (5, 4),
    "/write": (4, 3),
    "/write/files/{sha256}": (3, 2),
}
"""Route to its statements in a crisis and on a normal day, the login's own among them."""


@pytest.mark.parametrize("many", [1, 6])
def test_a_page_asks_no_more_for_many(inside: Inside, many: int) -> None:
    crowd = Crowd(inside, many)
    crisis = costs(inside, crowd)
    crowd.end()
    normal = costs(inside, crowd)
    assert {route: (crisis[route], normal[route]) for route in crisis} == COSTS


def costs(inside: Inside, crowd: Crowd) -> dict[str, int]:
    """Statements by route. Whatever answers does so from one snapshot."""
    client, headers, found = inside.client("kari"), inside.token_for("kari"), {}
    for method, route in routes(inside.app):
        if method != "GET" or route in STREAMS:
            continue
        path = crowd.path(route)
        if route in NOTES_LOOKS:
            client.get(path)
        with counted(inside.ctx.engine) as count:
            answer = client.get(path, headers=headers if route.startswith(PREFIX) else {})
        vault = sum("FROM credential" in statement for statement in count.asked)
        assert (answer.status_code >= 400) == (route in REFUSES), (path, answer.text)
        if answer.status_code < 400:
            looks = 3 if route in LOGS_LOOKS else 1
            assert count.transactions <= looks + vault <= looks + 1, (path, count)
        found[route] = count.statements - vault
    return found
