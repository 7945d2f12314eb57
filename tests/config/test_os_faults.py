"""What the operating system refuses is said in Norwegian: its own words are English, or another machine's."""

import errno
import os
from pathlib import Path

import pytest

from config.language import texts
from policy.os_faults import why


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_fault_has_words(number: int) -> None:
    said = texts.read(why(OSError(number, os.strerror(number))), "nb")
    assert said and "Error" not in said and "{" not in said


def test_the_usual_ones_are_norwegian(tmp_path: Path) -> None:
    with pytest.raises(OSError) as folder:
        tmp_path.read_bytes()
    with pytest.raises(OSError) as nothing:
        (tmp_path / "nothing").read_bytes()
    said = [texts.read(why(found.value), "nb") for found in (folder, nothing)]
    assert said == ["det er en mappe", "det finnes ingen slik fil eller mappe"]
    assert texts.read(why(OSError(errno.ENOSPC, "")), "nb") == "disken er full"
    assert texts.read(why(OSError()), "nb") == "systemet sier «?»"
