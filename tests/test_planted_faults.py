"""Every planted fault still fits its file; whether the tests find it is asked by `make planted-faults`."""

from tests.planted_faults import ROOT, faults


def test_every_planted_fault_fits_and_its_tests_are_there() -> None:
    """Its old line stands in the file once, and what it names to find it exists. A changed line is mended in the table."""
    wrong = []
    for fault in faults():
        try:
            fault.planted((ROOT / fault.file).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            wrong.append(str(error))
        wrong += [f"{test} is gone" for test in fault.tests if not (ROOT / test.partition("::")[0]).exists()]
    assert wrong == []


def test_there_are_thirty_of_them_in_every_room() -> None:
    found = faults()
    assert len({(fault.file, fault.old) for fault in found}) == len(found) >= 30
    assert {fault.file.partition("/")[0] for fault in found} >= {"policy", "store", "notifiers", "flows", "desk"}
