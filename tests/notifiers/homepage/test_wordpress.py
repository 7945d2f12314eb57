"""Posts on a real WordPress with a real MariaDB, read back past the interface that wrote them."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml.html import fragment_fromstring

from notifiers.base.markup import page, squeezed, words
from notifiers.channels.homepage import WordPress
from notifiers.registry import make_plugin
from policy.accounts.foreign_posts import is_ours
from schemas.drafts.media import Media
from schemas.drafts.rendering import PublishAction
from schemas.errors import RetryClass
from tests.notifiers.scenes import TEXT, bound, in_three, outgoing, refusal
from tests.servers.ports import free_port
from tests.servers.recorder import Recorder
from tests.servers.wordpress import WordPressServer

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003860180d5f5a34c0000000049454e44ae426082"
)
NASTY = (
    'Æ ø å 🌊 & <b>ikke fet</b> [gallery ids="1"] \\ "sitat" \'enkel\' %s\nNy linje – strek\n\n'
    "Les mer: https://kk.example/?a=1&b=[2]\n\nhttps://www.youtube.com/watch?v=abc\n\n<script>alert(1)</script>"
)


@pytest.fixture
def wordpress(server: WordPressServer, tmp_path: Path) -> WordPress:
    return made(server.url(), tmp_path)


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    return hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:32]


@pytest.fixture
def wire() -> Iterator[Recorder]:
    with Recorder() as recorder:
        recorder.answer = b"[]"
        yield recorder


def made(url: str, folder: Path) -> WordPress:
    plugin = bound(url, folder)
    assert isinstance(plugin, WordPress)
    return plugin


def stored(server: WordPressServer, post: str | None) -> dict[str, Any]:
    """The row as WordPress has it, and what it makes of it for readers."""
    return dict(
        server.php(
            f"$p = get_post({post}, ARRAY_A); $p['shown'] = apply_filters('the_content', $p['post_content']); "
            "$p['author'] = get_userdata($p['post_author'])->user_login; echo json_encode($p);"
        )
    )


def picture(folder: Path, data: bytes = PNG, alt: str = "Kart over Lånke med “sperret” område & vei") -> Media:
    path = folder / "Kart.PNG"
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return Media(path=str(path), sha256=digest, mime="image/png", size=len(data), alt=alt)


def test_the_post_is_the_rendering(server: WordPressServer, wordpress: WordPress, key: str) -> None:
    receipt = wordpress.deliver(outgoing(key=key))
    row = stored(server, receipt.remote_id)
    assert (row["post_title"], row["post_status"], row["comment_status"]) == ("Kok drikkevannet", "publish", "closed")
    assert row["author"] == "krise" and words(row["shown"]) == TEXT
    assert (
        receipt.remote_url
        and receipt.remote_url.startswith(f"http://127.0.0.1:{server.port}/")
        and key[:16] in receipt.remote_url
    )


def test_nothing_in_the_text_works_as_markup(server: WordPressServer, wordpress: WordPress, key: str) -> None:
    receipt = wordpress.deliver(outgoing(NASTY, key=key, title="Flom & <i>ras</i> 🌊"))
    row = stored(server, receipt.remote_id)
    assert words(row["post_content"]) == NASTY
    assert row["post_title"] in ("Flom & <i>ras</i> 🌊", "Flom &amp; <i>ras</i> 🌊")
    assert "[gallery" not in row["post_content"] and "<script" not in row["shown"] and "<iframe" not in row["shown"]
    assert "gallery ids" in words(row["shown"]), "shown as it is, not carried out"
    (post,) = [
        p for p in wordpress.read_back(datetime.now(UTC) - timedelta(minutes=1)) if p.remote_id == receipt.remote_id
    ]
    assert post.text == NASTY


def test_each_language_stands_below_and_is_said_to_be_what_it_is(
    server: WordPressServer, wordpress: WordPress, key: str
) -> None:
    out = in_three(outgoing(key=key))
    receipt = wordpress.deliver(out)
    page = fragment_fromstring(stored(server, receipt.remote_id)["shown"], create_parent="div")
    found = {
        each.get("lang"): [squeezed(one.text_content()) for one in each if one.text_content().strip()]
        for each in page.xpath("div")
    }
    assert found == {"nn": ["Kok vatnet", "Kok alt.", "Gjeld <alle>."], "en": ["Boil the water", "Boil [gallery] all."]}
    assert squeezed(words(stored(server, receipt.remote_id)["post_content"])) == squeezed(out.rendering.shown)
    (post,) = [
        p for p in wordpress.read_back(datetime.now(UTC) - timedelta(minutes=1)) if p.remote_id == receipt.remote_id
    ]
    assert is_ours(post, [out.rendering.shown], (), exact_text=True)
    edit = in_three(outgoing("Rettelse: fem.", PublishAction.EDIT, title="Rettelse: Kok", target=receipt.remote_id))
    assert wordpress.find(edit) is None
    wordpress.deliver(edit)
    assert (
        wordpress.find(edit)
        and wordpress.find(
            outgoing("Rettelse: fem.", PublishAction.EDIT, title="Rettelse: Kok", target=receipt.remote_id)
        )
        is None
    )


def test_the_same_key_posts_once_even_after_a_retry(server: WordPressServer, wordpress: WordPress, key: str) -> None:
    count = "echo json_encode((int) wp_count_posts()->publish);"
    before = server.php(count)
    assert len({wordpress.deliver(outgoing(key=key)).remote_id for _ in range(3)}) == 1
    assert server.php(count) == before + 1
    wordpress.deliver(outgoing(key="9" + key[1:]))
    assert server.php(count) == before + 2, "the same text under another key is another post"


def test_a_correction_changes_the_post(server: WordPressServer, wordpress: WordPress, key: str) -> None:
    first = wordpress.deliver(outgoing(key=key))
    edit = outgoing("Rettelse: fem minutter.", PublishAction.EDIT, title="Rettelse: Kok", target=first.remote_id)
    assert wordpress.find(edit) is None
    assert wordpress.deliver(edit).remote_id == first.remote_id
    row = stored(server, first.remote_id)
    assert (row["post_title"], words(row["post_content"])) == ("Rettelse: Kok", "Rettelse: fem minutter.")
    found = wordpress.find(edit)
    assert found and found.remote_id == first.remote_id


def test_a_retraction_takes_it_down_and_again_is_no_error(
    server: WordPressServer, wordpress: WordPress, key: str
) -> None:
    first = wordpress.deliver(outgoing(key=key))
    gone = outgoing("Trukket.", PublishAction.DELETE, target=first.remote_id)
    assert wordpress.find(gone) is None, "not gone yet"
    assert [wordpress.deliver(gone).detail for _ in range(2)] == ["HTTP 200", "HTTP 410"]
    assert stored(server, first.remote_id)["post_status"] == "trash"
    assert wordpress.find(gone) is not None
    server.php(f"wp_delete_post({first.remote_id}, true); echo '1';")
    assert wordpress.deliver(gone).detail == "HTTP 404"
    assert wordpress.find(gone) is not None


def test_where_there_is_no_trash_the_post_becomes_a_draft(
    server: WordPressServer, wordpress: WordPress, key: str
) -> None:
    first = wordpress.deliver(outgoing(key=key))
    with server.plugin("add_filter('rest_post_trashable', '__return_false');"):
        assert wordpress.deliver(outgoing(action=PublishAction.DELETE, target=first.remote_id)).detail == "HTTP 501"
    assert stored(server, first.remote_id)["post_status"] == "draft"
    assert wordpress.find(outgoing(action=PublishAction.DELETE, target=first.remote_id)) is not None


def test_a_site_under_maintenance_is_tried_again(server: WordPressServer, wordpress: WordPress, key: str) -> None:
    with server.plugin("wp_die('Kommer snart tilbake', '', array('response' => 503));"):
        error = refusal(lambda: wordpress.deliver(outgoing(key=key)))
    assert error.kind is RetryClass.RETRY_BACKOFF
    assert wordpress.deliver(outgoing(key=key)).remote_id


def test_pictures_have_their_alt_text_and_go_with_the_post(
    server: WordPressServer, wordpress: WordPress, tmp_path: Path, key: str
) -> None:
    media = picture(tmp_path)
    out = outgoing(key=key, media=(media,))
    receipt = wordpress.deliver(out)
    assert wordpress.deliver(out).remote_id == receipt.remote_id
    query = f"echo json_encode(array_values(array_map(function($m) {{ return array(get_post_meta($m->ID, '_wp_attachment_image_alt', true), md5_file(get_attached_file($m->ID))); }}, get_children(array('post_parent' => {receipt.remote_id}, 'post_type' => 'attachment')))));"
    md5 = hashlib.md5(PNG).hexdigest()  # noqa: S324  # to compare bytes
    assert server.php(query) == [[media.alt, md5]]
    row = stored(server, receipt.remote_id)
    assert "<figure" in row["shown"] and "sperret" in row["shown"] and words(row["post_content"]) == TEXT
    wordpress.deliver(outgoing(action=PublishAction.DELETE, target=receipt.remote_id))
    assert server.php(query) == [], "a picture has an address of its own"


def test_a_send_that_died_after_the_picture_goes_on(
    server: WordPressServer, wordpress: WordPress, tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = outgoing(key=key, media=(picture(tmp_path),))
    real = wordpress.ask

    def dies(method: str, path: str, **more: Any) -> Any:
        if "status" in str(more.get("json")) and "publish" in str(more.get("json")):
            raise KeyboardInterrupt
        return real(method, path, **more)

    monkeypatch.setattr(wordpress, "ask", dies)
    with pytest.raises(KeyboardInterrupt):
        wordpress.deliver(out)
    assert wordpress.find(out) is None, "a draft is not out"
    again = made(server.url(), tmp_path)
    receipt = again.deliver(out)
    assert stored(server, receipt.remote_id)["post_status"] == "publish"
    count = f"echo json_encode(count(get_children(array('post_parent' => {receipt.remote_id}, 'post_type' => 'attachment'))));"
    assert server.php(count) == 1


def test_a_changed_file_is_refused_before_anything_shows(wordpress: WordPress, tmp_path: Path, key: str) -> None:
    media = picture(tmp_path)
    Path(media.path).write_bytes(b"et annet")
    out = outgoing(key=key, media=(media,))
    assert refusal(lambda: wordpress.deliver(out)).kind is RetryClass.PERMANENT
    assert wordpress.find(out) is None


def test_read_back_sees_what_others_do(server: WordPressServer, wordpress: WordPress, key: str) -> None:
    """New posts, changed posts, and one planned long ago that comes out by itself; newest last."""
    old = "wp_insert_post(array('post_title' => 'Gammel', 'post_status' => 'publish', 'post_date' => '2020-01-01 10:00:00'))"
    old_id = server.php(f"echo json_encode({old});")
    planned = server.php(
        "$id = wp_insert_post(array('post_title' => 'Planlagt', 'post_status' => 'publish', 'post_content' => 'Fest')); global $wpdb; "
        "$wpdb->update($wpdb->posts, array('post_modified' => '2020-01-01 10:00:00', 'post_modified_gmt' => '2020-01-01 09:00:00'), array('ID' => $id)); "
        "echo json_encode($id);"
    )
    server.php(
        f"global $wpdb; $wpdb->update($wpdb->posts, array('post_modified' => '2020-01-01 10:00:00', 'post_modified_gmt' => '2020-01-01 09:00:00'), array('ID' => {old_id})); echo '1';"
    )
    since = datetime.now(UTC) - timedelta(seconds=30)
    seen = [post.remote_id for post in wordpress.read_back(since)]
    assert str(planned) in seen and str(old_id) not in seen
    server.php(f"wp_update_post(array('ID' => {old_id}, 'post_content' => 'Endret')); echo '1';")
    status, other = server.post_as("redaktor", "Utenfra", "Alt er bra")
    assert status == 201
    posts = wordpress.read_back(since)
    assert (posts[-1].remote_id, posts[-1].title, posts[-1].text) == (str(other["id"]), "Utenfra", "Alt er bra")
    assert str(old_id) in {post.remote_id for post in posts}
    assert wordpress.read_back(datetime.now(UTC) + timedelta(hours=1)) == [], "in Oslo's time zone too"


def test_read_back_goes_through_all_pages(server: WordPressServer, wordpress: WordPress) -> None:
    server.php(
        "for ($n = 0; $n < 120; $n++) { wp_insert_post(array('post_title' => \"Nr $n\", 'post_status' => 'publish')); } echo '1';"
    )
    titles = [post.title for post in wordpress.read_back(datetime.now(UTC) - timedelta(minutes=5))]
    assert {f"Nr {n}" for n in range(120)} <= set(titles)


ROLES = {
    "admin": ["administrator"],
    "krise": ["administrator"],
    "sjef": ["administrator"],
    "redaktor": ["editor"],
    "skribent": ["author", "contributor"],
    "leser": ["subscriber"],
}


def test_the_lock_lowers_and_restores_exactly(server: WordPressServer, wordpress: WordPress, key: str) -> None:
    assert server.roles() == ROLES
    before = wordpress.roles()
    assert server.roles() == ROLES, "reading changes nothing"
    wordpress.lock(before)
    lowered = ROLES | {"redaktor": ["subscriber"], "skribent": ["subscriber"]}
    assert server.roles() == lowered
    assert server.post_as("redaktor", "Utenom")[0] == 403 and server.post_as("skribent", "Utenom")[0] == 403
    assert wordpress.deliver(outgoing(key=key)).remote_id, "our own token publishes all the same"
    wordpress.lock(before)
    assert server.roles() == lowered
    wordpress.unlock(before)
    wordpress.unlock(before)
    assert server.roles() == ROLES, "two roles of one person too, in their order"
    assert server.post_as("redaktor", "På en vanlig dag")[0] == 201


def test_a_lock_that_died_half_way_is_restored(server: WordPressServer, wordpress: WordPress) -> None:
    before = wordpress.roles()
    half = before | {"users": dict(list(before["users"].items())[:1])}
    wordpress.lock(half)
    assert server.roles() != ROLES
    wordpress.unlock(before)
    assert server.roles() == ROLES


def test_a_user_deleted_meanwhile_does_not_stop_the_unlock(server: WordPressServer, wordpress: WordPress) -> None:
    extra = server.php(
        "echo json_encode(wp_insert_user(array('user_login' => 'vikar', 'user_pass' => 'x', 'role' => 'editor')));"
    )
    before = wordpress.roles()
    assert str(extra) in before["users"]
    wordpress.lock(before)
    server.php(f"require_once ABSPATH . 'wp-admin/includes/user.php'; wp_delete_user({extra}); echo '1';")
    wordpress.unlock(before)
    assert server.roles() == ROLES


def test_a_right_beside_the_roles_is_told_of(server: WordPressServer, wordpress: WordPress) -> None:
    give = "$u = get_user_by('login', 'redaktor'); $u->{0}_cap('publish_posts'); echo '1';"
    server.php(give.format("add"))
    try:
        before = wordpress.roles()
        error = refusal(lambda: wordpress.lock(before))
        assert error.kind is RetryClass.OPERATOR and "redaktor" in str(error)
        wordpress.unlock(before)
        assert server.roles() == ROLES
    finally:
        server.php(give.format("remove"))


def test_our_own_user_is_never_lowered_even_where_it_is_another_one_now(
    server: WordPressServer, wordpress: WordPress, tmp_path: Path
) -> None:
    before = wordpress.roles()
    boss = str(server.people["sjef"]["id"])
    made(server.url("sjef"), tmp_path).lock(before | {"users": before["users"] | {boss: ["administrator"]}})
    assert server.roles()["sjef"] == ["administrator"] and server.roles()["redaktor"] == ["subscriber"]
    wordpress.unlock(before)
    assert server.roles() == ROLES


def test_without_an_administrator_the_lock_says_so(server: WordPressServer, tmp_path: Path) -> None:
    editor = made(server.url("redaktor"), tmp_path)
    for work in (editor.roles, lambda: editor.lock({"me": "1", "users": {"5": ["author"]}})):
        assert refusal(work).kind is RetryClass.OPERATOR
    assert [diagnosis.level for diagnosis in editor.check()] == ["ok", "warning"]
    assert [diagnosis.level for diagnosis in made(server.url("leser"), tmp_path).check()] == ["ok", "error", "warning"]
    assert server.roles() == ROLES


def test_check_posts_nothing_and_says_who(server: WordPressServer, wordpress: WordPress) -> None:
    count = "echo json_encode((int) wp_count_posts()->publish);"
    before = server.php(count)
    diagnoses = wordpress.check()
    assert [diagnosis.level for diagnosis in diagnoses] == ["ok", "ok"] and "krise" in str(diagnoses[0].sentence)
    assert server.php(count) == before


def test_a_wrong_password_asks_to_be_connected_again(server: WordPressServer, tmp_path: Path) -> None:
    stranger = made(f"wordpress://krise:galt@127.0.0.1:{server.port}", tmp_path)
    error = refusal(lambda: stranger.deliver(outgoing()))
    assert error.kind is RetryClass.REAUTH and "galt" not in f"{error!r}{error.sentence!r}"
    assert refusal(stranger.check).kind is RetryClass.REAUTH


def test_a_reader_may_not_publish(server: WordPressServer, tmp_path: Path) -> None:
    error = refusal(lambda: made(server.url("leser"), tmp_path).deliver(outgoing(key="f" * 32)))
    assert error.kind is RetryClass.OPERATOR and "rest_" in str(error)


def test_an_edit_of_what_is_gone_is_permanent(wordpress: WordPress) -> None:
    assert (
        refusal(lambda: wordpress.deliver(outgoing(action=PublishAction.EDIT, target="404404"))).kind
        is RetryClass.PERMANENT
    )


@pytest.mark.parametrize(
    ("status", "headers", "kind", "wait"),
    [
        (429, {"Retry-After": "7"}, RetryClass.RETRY_AFTER, 7.0),
        (503, {"Retry-After": "2.5"}, RetryClass.RETRY_AFTER, 2.5),
        (503, {}, RetryClass.RETRY_BACKOFF, None),
        (500, {}, RetryClass.RETRY_BACKOFF, None),
        (502, {}, RetryClass.RETRY_BACKOFF, None),
        (504, {}, RetryClass.RETRY_BACKOFF, None),
        (401, {}, RetryClass.REAUTH, None),
        (403, {}, RetryClass.OPERATOR, None),
        (400, {}, RetryClass.PERMANENT, None),
        (404, {}, RetryClass.PERMANENT, None),
        (413, {}, RetryClass.PERMANENT, None),
        (301, {"Location": "https://ny.example/"}, RetryClass.OPERATOR, None),
    ],
)
def test_every_answer_has_its_class(
    wire: Recorder, tmp_path: Path, status: int, headers: dict[str, str], kind: RetryClass, wait: float | None
) -> None:
    wire.status, wire.headers = status, headers
    plugin = made(f"wordpress://u:ord@127.0.0.1:{wire.port}", tmp_path)
    for work in (lambda: plugin.deliver(outgoing()), lambda: plugin.read_back(datetime.now(UTC)), plugin.roles):
        error = refusal(work)
        assert (error.kind, error.retry_after) == (kind, wait)


@pytest.mark.parametrize("answer", [b"", b"<html>", b"{}", b"null", b'{"id": 1', b"[7]", b'[{"no": 1}]'])
def test_an_answer_that_cannot_be_read_is_ambiguous(wire: Recorder, tmp_path: Path, answer: bytes) -> None:
    wire.answer = answer
    plugin = made(f"wordpress://u:ord@127.0.0.1:{wire.port}", tmp_path)
    for work in (
        lambda: plugin.deliver(outgoing()),
        lambda: plugin.find(outgoing()),
        lambda: plugin.read_back(datetime.now(UTC)),
    ):
        assert refusal(work).kind is RetryClass.AMBIGUOUS


def test_a_look_whose_answer_is_lost_is_repeated(wire: Recorder, tmp_path: Path) -> None:
    plugin = made(f"wordpress://u:ord@127.0.0.1:{wire.port}", tmp_path)
    wire.drop_after_body = True
    assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.RETRY_BACKOFF
    assert [request.method for request in wire.requests] == ["GET"], "it looked first, and posted nothing"


def test_nobody_at_the_port_is_safe_to_try_again(tmp_path: Path) -> None:
    plugin = made(f"wordpress://u:ord@127.0.0.1:{free_port()}", tmp_path)
    assert refusal(lambda: plugin.deliver(outgoing())).kind is RetryClass.RETRY_NOW


@pytest.mark.parametrize("text", [TEXT, NASTY, "En linje", "a\nb\n\nc", "1 < 2 & 3 > 2", "&amp; står slik"])
def test_text_survives_the_way_there_and_back(text: str) -> None:
    assert words(page(text)) == text


def test_the_address_survives_and_shows_no_password() -> None:
    url = "wordpresss://krise:hem%20me%2Flig@www.kk.example:8443/blogg/"
    plugin = made_from(url)
    assert (plugin.user, plugin.password, plugin.folder, plugin.secure) == ("krise", "hem me/lig", "blogg", True)
    assert plugin.url() == url and made_from(plugin.url()).url() == url
    assert "lig" not in plugin.url(privacy=True)
    assert str(plugin.client.base_url) == "https://www.kk.example:8443/blogg/"


@pytest.mark.parametrize(
    "url", ["wordpress://u:ord@www.kk.example/", "wordpresss://www.kk.example/", "wordpresss://u@www.kk.example/"]
)
def test_no_password_in_the_clear_and_none_missing(url: str) -> None:
    assert refusal(lambda: make_plugin(url)).kind is RetryClass.OPERATOR


def made_from(url: str) -> WordPress:
    plugin = make_plugin(url)
    assert isinstance(plugin, WordPress)
    return plugin
