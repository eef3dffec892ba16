"""Names that S3 takes, and those that it does not."""

import pytest

from modelstacks.settings.forms.bucket_name import ANY_BUCKET, OUR_BUCKET
from modelstacks.settings.shapes import WRONG


@pytest.mark.parametrize("name", ["abc", "a" * 63, "1-2", "acme--logs"])
def test_names_for_every_bucket(name: str) -> None:
    assert OUR_BUCKET.pruned(name) == ANY_BUCKET.pruned(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("ab", "a" * 64, "Abc", "a_b", "-abc", "abc-", "abc.", "", "a/b", "äbc", "abc\n"),
        *("a..b", "a.-b", "a-.b", "192.168.5.4", "xn--abc", "sthree-abc", "amzn-s3-demo-abc"),
        *("abc-s3alias", "abc--ol-s3", "abc.mrap", "abc--x-s3", "abc--table-s3"),
    ],
)
def test_names_for_no_bucket(name: str) -> None:
    assert OUR_BUCKET.pruned(name) is ANY_BUCKET.pruned(name) is WRONG


def test_dots_only_in_a_bucket_that_exists() -> None:
    assert ANY_BUCKET.pruned("acme.logs") == "acme.logs"
    assert OUR_BUCKET.pruned("acme.logs") is WRONG
