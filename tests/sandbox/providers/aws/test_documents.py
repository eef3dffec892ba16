"""Policies are compared by meaning and kept as they were written."""

import pytest

from modelstacks.sandbox.providers.aws import documents
from modelstacks.sandbox.providers.plugin.diagnostics import ProviderError

_ROOT = "arn:aws:iam::123456789012:root"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ('{"Statement": {"Action": "a"}}', '{"Statement": [{"Action": ["a"]}]}'),
        ('{"Statement": [{"Action": ["b", "a"]}]}', '{"Statement": [{"Action": ["a", "b"]}]}'),
        ('{"Principal": {"AWS": "123456789012"}}', f'{{"Principal": {{"AWS": ["{_ROOT}"]}}}}'),
        ('{"Principal": "*"}', '{"Principal": {"AWS": "*"}}'),
        (
            '{"Condition": {"Bool": {"aws:SecureTransport": false}}}',
            '{"Condition": {"Bool": {"aws:SecureTransport": ["false"]}}}',
        ),
        ('{"b": 1, "a": 2}', '{ "a": 2, "b": 1 }'),
    ],
)
def test_it_means_the_same(left: str, right: str) -> None:
    assert documents.equal(left, right)
    assert documents.kept(left, right) == left


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ('{"Statement": [{"Action": "a"}]}', '{"Statement": [{"Action": "b"}]}'),
        ('{"Statement": [{"Effect": "Allow"}]}', '{"Statement": [{"Effect": "Deny"}]}'),
        ('{"list": ["a", "b"]}', '{"list": ["b", "a"]}'),
        ('{"Principal": {"AWS": "x"}}', '{"Principal": {"Service": "x"}}'),
    ],
)
def test_it_does_not(left: str, right: str) -> None:
    assert not documents.equal(left, right)
    assert documents.kept(left, right) == right


def test_what_iam_has_parsed_is_text_again() -> None:
    assert documents.kept(None, {"Version": "2012-10-17"}) == '{"Version":"2012-10-17"}'
    assert documents.kept("x", "") is None


def test_a_broken_document_is_refused_with_its_place() -> None:
    with pytest.raises(ProviderError, match=r'"policy" contains an invalid JSON policy: .*column'):
        documents.checked("policy", '{"a": }')
