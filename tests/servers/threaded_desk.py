"""The desk in a thread of this process, on a port of its own: a browser's desk without another process to start."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from config.machine.settings import Settings
from desk.app import make
from desk.news import News
from schemas.accounts.account import Account
from schemas.municipality import Municipality
from store.opening import Opened
from tests.servers.ports import free_port

_AS_THEY_ARE = ("public_page", "flickr", "youtube", "slideshare", "blogger")
"""They take only files, or nobody has connected them."""

_SMS = {
    "id": "sms",
    "platform": "sms",
    "handle": "SMS-varsling",
    "unit": "kommunikasjon",
    "opened": "2026-01-01",
    "secret": "sms",
    "recipients": ["+4791111188", "+4791111189"],
}


@contextmanager
def served(settings: Settings, opened: Opened[Any]) -> Iterator[str]:
    """Its address. Nothing is watched: what `opened` says of the municipality is not the file's."""
    port = free_port()
    app = make(settings, opened)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server, app.state.app_state.news)), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)


async def _serve(server: uvicorn.Server, news: News) -> None:
    news.start()
    await server.serve()
    news.stop()


def all_screens(town: Municipality, *, with_sms: bool = False) -> Municipality:
    """Each account drawn as its own platform, but written to a file of ours; maybe with SMS, which needs no price."""
    found = (*town.accounts, Account.model_validate(_SMS)) if with_sms else town.accounts
    return town.model_copy(update={"accounts": tuple(_screen(one) for one in found), "notices": "skjerm"})


def _screen(account: Account) -> Account:
    as_it_is = account.platform.value in _AS_THEY_ARE
    return account if as_it_is else account.model_copy(update={"url": "krisekonsoll://", "secret": None})
