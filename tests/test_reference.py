"""The reference tables: what is loaded, and what the lookups lead to."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import pytest

from caregraph.graph.errors import UnknownName
from caregraph.graph.reference import Reference, fold_name, load_reference, slug
from caregraph.graph.reference_tables import trusts


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference()


def test_loaded_once(reference: Reference) -> None:
    assert load_reference() is reference


def test_every_table_is_there(reference: Reference) -> None:
    sectors = {record.sector for record in reference.organisations.values()}
    assert {"acute", "ambulance", "council", "royal college", "independent"} <= sectors
    assert len(reference.sites) > 1500
    assert len(reference.services) == 38
    assert any(official.name == "Ted Baker" for official in reference.officials)


def test_every_operator_and_successor_is_known(reference: Reference) -> None:
    for site in reference.sites.values():
        assert site.operator is None or site.operator in reference.organisations, site
    for record in reference.organisations.values():
        assert all(code in reference.organisations for code in record.successors), record


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("The Dudley Group NHS Foundation Trust", "RNA"),
        ("dudley group", "RNA"),
        ("University Hospitals Bristol and Weston NHS Foundation Trust", "RA7"),  # former name
        ("North Bristol NHS Trust", "RVJ"),  # closed, with a row of its own
        ("CQC", "cqc"),
        ("Spire Healthcare", "spire-healthcare"),
        ("Cornwall Council", "cornwall-council-unitary"),
    ],
)
def test_organisation_by_any_name(reference: Reference, name: str, code: str) -> None:
    found = reference.organisations_named(name)
    assert found[0].code in (code, slug(found[0].name))
    assert found[0] is reference.organisation(found[0].code)


def test_only_trusts_carry_an_ods_code(reference: Reference) -> None:
    assert reference.organisation("RNA").ods == "RNA"
    assert reference.organisation("cqc").ods is None
    assert reference.organisation("cqc").kind == "regulator"
    assert reference.organisation("nhs-england").kind == "body"


def test_shared_site_name_gives_all_bearers(reference: Reference) -> None:
    operators = {site.operator for site in reference.sites_named("Queen's Hospital")}
    assert {"RF4", "RTG"} <= operators


def test_sites_of_an_operator(reference: Reference) -> None:
    names = [site.name for site in reference.sites_of("RNA")]
    assert "Russells Hall Hospital" in names
    assert reference.sites_of("no-such-code") == ()


def test_successor_follows_to_today(reference: Reference) -> None:
    today = reference.successor("RVJ")
    assert today is not None
    assert (today.code, today.closed) == ("RA7", False)
    assert reference.successor("RNA") is None


def test_a_renaming_with_a_day_came_with_a_takeover_of_that_day() -> None:
    listed = {record.code: record for record in trusts()}
    table = files("caregraph.ontology").joinpath("reference", "renamings.csv").read_text("utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    assert rows
    for row in rows:
        taken, trust = listed[row["with"]], listed[row["ods"]]
        assert taken.successors == (trust.code,), row
        assert row["former_name"] in trust.former_names, row
        assert taken.ended is not None
        days = date.fromisoformat(row["on"]) - date.fromisoformat(taken.ended)
        assert days.days in (0, 1), row


def test_unknown_code_offers_the_nearest(reference: Reference) -> None:
    with pytest.raises(UnknownName, match="no service named 'surgry'; did you mean 'surgery'"):
        reference.service("surgry")
    with pytest.raises(UnknownName, match="no organisation named 'RN'"):
        reference.organisation("RN")
    with pytest.raises(UnknownName, match="no site named"):
        reference.site("nowhere")


def test_site_by_an_old_code(reference: Reference) -> None:
    site = next(site for site in reference.sites.values() if site.other_codes)
    assert reference.site(site.code) is site
    assert reference.site(site.other_codes[0]).name


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The King’s Fund", "king's fund"),
        ("Tees, Esk & Wear Valleys", "tees esk and wear valleys"),
        ("  Barts   Health ", "barts health"),
    ],
)
def test_fold_name(name: str, folded: str) -> None:
    assert fold_name(name) == folded


def test_slug() -> None:
    assert slug("Priory Group (Holdings) Ltd") == "priory-group-holdings-ltd"
