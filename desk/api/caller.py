"""Who calls: a token and its scopes. And writes that count once, however often they are sent."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Header, HTTPException, Request, Response, Security
from fastapi.encoders import jsonable_encoder
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from desk import origins
from desk.state import AppState
from policy.access import TABLE, Action
from schemas.errors import KrisekanalError, Refused, StoreUnavailable
from schemas.identity.token import ApiToken
from schemas.sentence import say
from store.context import AppContext
from store.identity import api_tokens, idempotency

_BEARER = HTTPBearer(auto_error=False, description="An API token: `krisekanal token make`.")
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=idempotency.LONGEST,
        pattern=r"^[\x21-\x7e]+$",
        description="Yours, new for every new write; the same key gives the same answer.",
    ),
]


class Caller:
    """`id` is the person the token acts for."""

    def __init__(self, request: Request, token: ApiToken) -> None:
        self.request, self.token = request, token
        state: AppState = request.state.app_state
        self.app_state = state.with_ctx(replace(state.ctx, origin=origins.of_token(request, token)))

    @property
    def ctx(self) -> AppContext:
        return self.app_state.ctx

    @property
    def id(self) -> str:
        return self.token.person_id

    def once(
        self,
        key: str,
        body: BaseModel | None,
        work: Callable[[AppContext], Any],
        status: int = 200,
        first: Callable[[], None] = lambda: None,
    ) -> Response:
        """Do `work` the first time, and remember the answer in its own transaction: a crash leaves both, or neither.

        A refusal frees the key; what it wrote into the log stays. The same request at the same time waits for the answer.
        `first` is what must be done before others wait for us.
        """
        said = body.model_dump_json() if body else ""
        mark = hashlib.sha256(f"{self.request.method} {self.request.url.path}\n{said}".encode()).hexdigest()
        if not idempotency.known(self.ctx, self.token.id, key, mark):
            first()
        refusal: KrisekanalError | None = None
        with self.ctx.together() as ctx:
            if known := idempotency.known(ctx, self.token.id, key, mark):
                return _json(known[1], known[0], again=True)
            try:
                text = json.dumps(jsonable_encoder(work(ctx)), ensure_ascii=False)
                idempotency.keep(ctx, self.token.id, key, mark, status, text)
            except StoreUnavailable:
                raise
            except KrisekanalError as error:
                refusal = error
        if refusal:
            raise refusal
        return _json(text, status)


def scope(action: Action) -> Any:
    """`caller: Annotated[Caller, scope(Action.SEE)]`; 401 without a token, 403 without the scope that the action takes."""
    wanted = TABLE[action].scope
    if wanted is None:
        raise AssertionError("this is for people only")

    def find(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]) -> Caller:
        token = api_tokens.who(request.state.app_state.ctx, given.credentials) if given else None
        if token is None:
            raise HTTPException(401, "Send a valid token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"})
        if wanted not in token.scopes:
            raise Refused(say("This token lacks the scope {scope}.", scope=wanted.value))
        return Caller(request, token)

    return Depends(find, scope="function")


def _json(text: str, status: int, *, again: bool = False) -> Response:
    headers = {"idempotency-replayed": "true"} if again else None
    return Response(text, status, media_type="application/json", headers=headers)
