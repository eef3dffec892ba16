"""The page: whole, inert, and readable where it is opened."""

import shutil
import subprocess
from pathlib import Path

import pytest
from support.large_plan import large_plan
from support.reviews import NAMES, check_html, review_of

from modelstacks.review.render.html import html

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "firefox")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.mark.parametrize("name", NAMES)
def test_real_plans_are_whole_pages(name: str) -> None:
    check_html(html(review_of(name)))


def test_a_page_of_several_plans_links_to_each() -> None:
    page = html(review_of("every_class", "machines"))

    assert '<a href="#plan-1">machines' in page
    assert '<section id="plan-1">' in page
    assert page.count('id="tip-0"') == 1
    check_html(page)


def test_the_diagram_marks_what_changes() -> None:
    page = html(review_of("machines"))

    assert '<g class="danger"><title>databricks_registered_model.t5-large' in page
    assert 'class="edge"' in page


def test_a_large_plan_folds_the_harmless_and_draws_a_part() -> None:
    page = html(review_of(large_plan(300)))

    assert "more are not drawn" in page
    assert '<details class="change"><summary>' in page
    check_html(page)


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = html(review_of("every_class"))

    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.skipif(BROWSER is None, reason="no browser on this machine")
def test_a_browser_shows_it_on_a_phone(tmp_path: Path) -> None:
    file, picture = tmp_path / "page.html", tmp_path / "page.png"
    file.write_text(html(review_of("machines")))

    subprocess.run(
        [
            *(str(BROWSER), "--headless", "--no-sandbox", "--window-size=390,844"),
            *(f"--screenshot={picture}", file.as_uri()),
        ],
        check=True,
        timeout=60,
        capture_output=True,
    )

    assert picture.stat().st_size > 10_000
