"""The PDF drawer's twin: a PDF that can be read, with the words of the page, and as strict as the real one."""

import io

import pytest
from pypdf import PdfReader

from config.pdf.drawers import drawer

PAGE = '<html lang="nb"><head><title>Rapport</title><style>p { color: red }</style></head><body>{body}</body></html>'
draw = drawer("twin")


def sheets(body: str) -> list[str]:
    found = PdfReader(io.BytesIO(draw(PAGE.replace("{body}", body))), strict=True)
    assert str(found.root_object["/Lang"]) == "nb"
    return [page.extract_text().strip() for page in found.pages]


def test_the_words_are_on_it() -> None:
    assert sheets("<h1>Kok vannet (nå)</h1><p>«Ære» – på\nLånke \\ 100 %</p>") == [
        "Kok vannet (nå)\n«Ære» – på Lånke \\ 100 %"
    ]


def test_long_pages_go_on_on_the_next_sheet() -> None:
    found = sheets("".join(f"<p>Linje {n}</p>" for n in range(130)))
    assert len(found) == 3 and found[0].startswith("Linje 0\n") and found[2].endswith("Linje 129")


@pytest.mark.parametrize(
    "body", ['<img src="https://elsewhere.example/x.png">', '<link rel="stylesheet" href="/app.css">']
)
def test_nothing_is_fetched(body: str) -> None:
    with pytest.raises(ValueError, match="fetches nothing"):
        sheets(body)


def test_a_piece_of_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="whole page"):
        draw("<p>Rapport</p>")
