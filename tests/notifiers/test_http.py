"""What every channel behind HTTP has in common."""

import logging

import pytest

from notifiers.base import web
from notifiers.base.http import TIMEOUT
from tests.servers.recorder import Recorder


def test_no_address_is_written_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A few platforms have tokens in theirs, and the library would write whole addresses."""
    caplog.set_level(logging.INFO)
    with Recorder() as recorder, web.Client(timeout=TIMEOUT) as client:
        client.get(f"http://127.0.0.1:{recorder.port}/bot42:hemmelig/getMe")
        assert recorder.requests[0].path.startswith("/bot42:hemmelig")
    assert "hemmelig" not in caplog.text
