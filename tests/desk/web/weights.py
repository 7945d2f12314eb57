"""What a first visit to a page costs over the line: the page and all it names, packed as the server packs them."""

import re
from functools import cache

from starlette.testclient import TestClient

_NAMED = re.compile(r'(?:src|href)="(/static/[^"#]+)')


class Weighed:
    """One browser that has nothing yet; what pages share is asked for once."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._of_a_file = cache(self._sent)

    def first_visit(self, path: str) -> int:
        """Bytes, without what people sent in."""
        page = self._client.get(path)
        page.raise_for_status()
        named = set(_NAMED.findall(page.text))
        return int(page.num_bytes_downloaded) + sum(self._of_a_file(address) for address in named)

    def _sent(self, address: str) -> int:
        answer = self._client.get(address)
        answer.raise_for_status()
        return int(answer.num_bytes_downloaded)
