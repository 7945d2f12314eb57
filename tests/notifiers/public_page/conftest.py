from pathlib import Path

import pytest

from notifiers.channels.public_page import PublicPage
from tests.notifiers.public_page.scenes import page_in


@pytest.fixture
def page(tmp_path: Path) -> PublicPage:
    return page_in(tmp_path)
