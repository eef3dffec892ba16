"""Values that look like secrets: they are refused, and never repeated in a message."""

import re

_SECRETS = {
    "a Databricks token": r"\b(dapi|dkea|dose)[0-9a-f]{16,}",
    "an AWS access key": r"\b(AKIA|ASIA)[0-9A-Z]{12,}",
    "a GitHub token": r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})",
    "a Hugging Face token": r"\bhf_[A-Za-z0-9]{20,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
}
_ANY = re.compile("|".join(_SECRETS.values()))

LONGEST_SHOWN = 60

REFERENCE = (
    "never write a secret here: put it into a secret scope and refer to it as "
    "{{secrets/scope/key}}, or let the Databricks profile or the AWS chain supply it"
)


def hidden(text: str) -> str:
    """Return the text with anything that looks like a secret replaced, and cut when it is long."""
    clear = redacted(text)
    return clear if len(clear) <= LONGEST_SHOWN else f"{clear[:LONGEST_SHOWN]}..."


def redacted(text: str) -> str:
    """Return the text, however long, with anything that looks like a secret replaced."""
    return _ANY.sub("***", text)


def secret_kind(text: str) -> str:
    """Return what kind of secret the text looks like; empty for none."""
    if not _ANY.search(text):
        return ""
    return next(kind for kind, pattern in _SECRETS.items() if re.search(pattern, text))
