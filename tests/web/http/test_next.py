"""Where one goes after signing in: a page of ours, whatever the address claims, and never a 500."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from artflow.web.account.sign_in import _next_url
from tests.fixtures.world import PASSWORD
from tests.web.support.client import PageClient

ORIGIN = "https://artflow.city.kz/sign-in"
HOSTILE = (
    "/%0d%0aSet-Cookie:%20a=b",
    "%0d%0a",
    "/a%0d%0a%0d%0a<script>",
    "/a%0ab",
    "/%0d/evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/%5cevil.example",
    "/%5c%5cevil.example",
    "%5c%5cevil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "%09//evil.example",
    "%20//evil.example",
    "%00//evil.example",
    "/%00/evil.example",
    "/%08/evil.example",
    "/%e2%80%a8/evil.example",
    "/%c2%85/evil.example",
    "/%c2%a0/evil.example",
    "/%ef%bb%bf/evil.example",
    "/%e2%80%ae/evil.example",
    "https:evil.example",
    "https://evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "%0djavascript:alert(1)",
    "data:text/html,x",
    "//evil.example%2f..",
    "/%ff%fe",
    "/%ed%a0%80",
    "//[",
    "//%5b",
    "?",
    "#",
    "..",
    ".//evil.example",
)
KEPT = {
    "/walls/": "/walls/",
    "/proposals/%3Fq%3D%D0%B4%D0%B0%D0%BB%D0%B0": "/proposals/?q=%D0%B4%D0%B0%D0%BB%D0%B0",
    "/a%20b": "/a%20b",
    "/%D2%9B": "/%D2%9B",
    "/x%3Fnext%3D%252F%252Fevil": "/x?next=%2F%2Fevil",
}


def location(app, raw: str) -> str:
    """Sign in with an address whose `next` stands there as given; return where one is led."""
    client = PageClient(app)
    client.get(f"/sign-in?next={raw}")
    answer = client.fill("account.sign_in", email="artist@example.org", password=PASSWORD)
    return answer.headers["Location"]


def host_of(target: str) -> str | None:
    """Return the host to which a browser goes from our page of signing in."""
    as_browsers_read_it = target.strip().replace("\\", "/")
    for sign in "\t\r\n":
        as_browsers_read_it = as_browsers_read_it.replace(sign, "")
    return urlsplit(urljoin(ORIGIN, as_browsers_read_it)).hostname


@pytest.mark.parametrize("raw", HOSTILE)
def test_a_hostile_way_on_stays_with_us(app, world, raw):
    found = location(app, raw)

    assert host_of(found) == "artflow.city.kz"
    assert found.startswith("/")
    assert "\r" not in found
    assert "\n" not in found


@pytest.mark.parametrize("raw", KEPT)
def test_a_page_of_ours_is_kept_as_it_was(app, world, raw):
    assert location(app, raw) == KEPT[raw]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("/\\.:@?#%\t\r\n \x00ax[\u2028\u00a0ә")) | st.text())
def test_no_text_at_all_leads_elsewhere_or_breaks_a_header(app, text):
    with app.test_request_context():
        found = _next_url(text)

    assert host_of(found) == "artflow.city.kz"
    assert found.isprintable()


def test_an_address_that_is_asked_for_signed_out_comes_back_harmless(app, world):
    client = PageClient(app)

    answer = client.get(f"/proposals/1/do/{quote(chr(13) + chr(10) + 'a')}", 303)

    client.get(answer.headers["Location"])
    answer = client.fill("account.sign_in", email="artist@example.org", password=PASSWORD)
    assert answer.headers["Location"] == "/desk"


@pytest.mark.parametrize(
    "path",
    [
        "/%5Cevil.example/",
        "/%2Fevil.example/x",
        "/%2F%2Fevil.example/",
        "/%5C%5Cevil.example",
        "/%09/evil.example",
        "/%0D%0A/evil.example",
        "/a%20b/%D3%99",
    ],
)
def test_the_other_languages_of_a_page_that_is_not_there_are_ours_too(app, path):
    client = PageClient(app)

    client.get(path, 404)

    links = [a.attrs["href"] for a in client.page.all("a") if "lang=" in a.attrs["href"]]
    assert len(links) == 2
    assert {host_of(link) for link in links} == {"artflow.city.kz"}
    assert all(link.isprintable() and "\\" not in link for link in links)
