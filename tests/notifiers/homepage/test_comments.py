"""Comments on a real WordPress: read, answered once, hidden and removed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifiers.channels.homepage import WordPress
from notifiers.channels.homepage.comments import Cursor
from schemas.accounts.account import Platform
from schemas.dialogue.remark import RemarkKind, RemoteRemark
from schemas.errors import RetryClass
from tests.notifiers.answers import ANSWER, answer, damage, read
from tests.notifiers.homepage.test_wordpress import made
from tests.notifiers.scenes import account, outgoing, places_in, refusal
from tests.servers.wordpress import WordPressServer


@pytest.fixture
def wordpress(server: WordPressServer, tmp_path: Path) -> WordPress:
    server.reset()
    server.php("wp_delete_comment(1, true);")
    return made(server.url(), tmp_path)


@pytest.fixture
def post(wordpress: WordPress) -> str:
    return str(wordpress.deliver(outgoing(crisis_id=None, key="f" * 32)).remote_id)


def comment(server: WordPressServer, post: str, text: str, *, parent: int = 0, shown: bool = True) -> str:
    """What a reader writes in the browser."""
    fields = (
        f"'comment_post_ID' => {post}, 'comment_content' => '{text}', 'comment_author' => 'Per', 'comment_parent' => {parent}, "
        f"'comment_approved' => {int(shown)}"
    )
    return str(server.php(f"echo json_encode(wp_insert_comment(array({fields})));"))


def shown(wordpress: WordPress, remote_id: str) -> RemoteRemark:
    return read(wordpress)[0][remote_id]


def test_comments_are_read_whoever_wrote_them_and_whatever_waits(
    server: WordPressServer, wordpress: WordPress, post: str
) -> None:
    first = comment(server, post, "Når kommer vannet?\n\nHilsen Per")
    second = comment(server, post, "Ja, når?", parent=int(first))
    third = comment(server, post, "Søppel", shown=False)
    found, cursor = read(wordpress)
    assert set(found) == {first, second, third}
    assert found[first].text == "Når kommer vannet?\n\nHilsen Per" and found[first].author == "Per"
    assert (found[first].post_id, found[first].kind, found[first].ours) == (post, RemarkKind.COMMENT, False)
    assert (found[second].parent_id, found[second].kind) == (first, RemarkKind.REPLY)
    assert found[third].hidden and not found[first].hidden
    assert abs((datetime.now(UTC) - found[first].written_at).total_seconds()) < 3600
    fourth = comment(server, post, "En til")
    server.php(f"wp_update_comment(array('comment_ID' => {first}, 'comment_content' => 'Endret'));")
    again, _ = read(wordpress, cursor)
    assert fourth in again and again[first].text == "Endret"


def test_many_are_read_page_by_page_and_none_is_lost(server: WordPressServer, wordpress: WordPress, post: str) -> None:
    code = f"for ($i = 0; $i < 230; $i++) {{ wp_insert_comment(array('comment_post_ID' => {post}, 'comment_content' => \"Nr $i\")); }}"
    server.php(code)
    found, cursor = read(wordpress)
    assert len(found) == 230 and cursor and Cursor.read(cursor, datetime.now(UTC)).page == 1


def test_a_reply_stands_under_the_comment_once(server: WordPressServer, wordpress: WordPress, post: str) -> None:
    remote_id = comment(server, post, "Når kommer vannet?")
    asked = read(wordpress)[0][remote_id]
    out = answer(asked)
    assert wordpress.find(out) is None
    receipt = wordpress.deliver(out)
    assert wordpress.deliver(out).remote_id == receipt.remote_id
    found = wordpress.find(out)
    assert found and found.remote_id == receipt.remote_id
    there = read(wordpress)[0][receipt.remote_id or ""]
    assert (there.text, there.parent_id, there.ours, there.hidden) == (ANSWER, remote_id, True, False)
    other = shown(wordpress, comment(server, post, "Og når?"))
    assert wordpress.deliver(answer(other)).remote_id != receipt.remote_id, "the same words under another one"
    same = refusal(lambda: wordpress.deliver(answer(asked, key="0" * 32)))
    assert same.kind is RetryClass.PERMANENT


def test_hidden_shown_and_removed_twice_is_once(server: WordPressServer, wordpress: WordPress, post: str) -> None:
    remote_id = comment(server, post, "Sjikane")
    remark = read(wordpress)[0][remote_id]
    for work, hidden in ((wordpress.hide, True), (wordpress.unhide, False)):
        work(remark)
        work(remark)
        now = wordpress.remark(remark)
        assert now and now.hidden is hidden
    wordpress.remove_remark(remark)
    wordpress.remove_remark(remark)
    assert wordpress.remark(remark) is None and remote_id not in read(wordpress)[0]


def test_comments_are_open_on_normal_days_and_as_the_desk_says_in_a_crisis(
    server: WordPressServer, tmp_path: Path
) -> None:
    server.reset()
    plugin = made(server.url(), tmp_path)
    for number, (settings, crisis, wanted) in enumerate(
        [
            ({}, None, "open"),
            ({}, "k-1", "closed"),
            ({"comments": "closed"}, None, "closed"),
            ({"comments_in_crisis": "open"}, "k-1", "open"),
        ]
    ):
        plugin.bind(account(Platform.HOMEPAGE, **settings), places_in(tmp_path))
        made_post = plugin.deliver(outgoing(crisis_id=crisis, key=f"{number}" * 32))
        assert server.php(f"echo json_encode(get_post({made_post.remote_id})->comment_status);") == wanted


def test_where_comments_are_closed_an_answer_is_refused_in_words(
    server: WordPressServer, wordpress: WordPress, post: str
) -> None:
    remark = shown(wordpress, comment(server, post, "Hallo?"))
    server.php(f"wp_update_post(array('ID' => {post}, 'comment_status' => 'closed'));")
    error = refusal(lambda: wordpress.deliver(answer(remark)))
    assert error.kind is RetryClass.PERMANENT and "takes no comments" in str(error)


def test_a_comment_that_cannot_be_read_hides_no_other(server: WordPressServer, wordpress: WordPress, post: str) -> None:
    comment(server, post, "Når?")
    damage(wordpress, "")
