"""Hides secrets by value: wherever one appears, written as it is or encoded, it is replaced.

A path that a provider marked says only one place. The same value often stands elsewhere unmarked:
in `tags_all`, in a template, in a base64 text for `user_data`. So the values are looked for.
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from urllib.parse import quote, quote_plus

from modelstacks.settings.redaction import redacted

HIDDEN = "(sensitive)"

SHORTEST = 4
"""Values of fewer characters are hidden only where they are marked: they are everywhere."""

LONG = 8
"""From so many characters on a value is hidden inside of other text too; below, as a whole word."""

LONG_LINE = 16
"""Lines of a secret of several lines, such as a key, are secrets too from this length on."""

_COMMON = frozenset(("true", "false", "null", "none", "default", "enabled", "disabled"))
_WINDOW = SHORTEST
_LARGEST_CACHE = 200_000


class Masker:
    """Replaces a set of secrets in any text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self.secrets = frozenset(secrets)
        self._known: dict[str, str] = {}

    def mask(self, text: str) -> str:
        """Return the text with every secret, plain or encoded, as `(sensitive)`."""
        if len(text) < SHORTEST:
            return text
        done = self._known.get(text)
        if done is None:
            done = redacted(self._replaced(text))
            if len(self._known) < _LARGEST_CACHE:
                self._known[text] = done
        return done

    def mask_name(self, text: str) -> str:
        """Mask a name out of the configuration's source, such as a type or an attribute.

        Only secrets that no name would be: one that reads `database` must not blot out the plan.
        """
        return self._for_names.mask(text) if self.secrets else text

    @cached_property
    def _for_names(self) -> "Masker":
        return Masker(secret for secret in self.secrets if is_unlike_a_word(secret))

    @cached_property
    def _forms(self) -> dict[tuple[str, ...], list[str]]:
        """Every way a secret may be written, by its first characters; the longest first."""
        found = {form for secret in self.secrets for form in _written(secret)}
        index: dict[tuple[str, ...], list[str]] = {}
        for form in sorted(found, key=lambda form: (-len(form), form)):
            index.setdefault(tuple(form[:_WINDOW]), []).append(form)
        return index

    def _replaced(self, text: str) -> str:
        forms = self._forms
        if not forms:
            return text
        if forms.keys().isdisjoint(zip(text, text[1:], text[2:], text[3:], strict=False)):
            return text  # nearly always, and told without a loop of ours
        windows = zip(text, text[1:], text[2:], text[3:], strict=False)
        places = [at for at, window in enumerate(windows) if window in forms]
        spans: list[list[int]] = []
        for at in places:
            end = _match_end(text, at, forms[tuple(text[at : at + _WINDOW])])
            if end is None:
                continue
            if spans and at <= spans[-1][1]:
                spans[-1][1] = max(end, spans[-1][1])
            else:
                spans.append([at, end])
        for start, end in reversed(spans):
            text = text[:start] + HIDDEN + text[end:]
        return text


def is_unlike_a_word(secret: str) -> bool:
    """Whether a value is long and mixed enough that it stands nowhere by chance."""
    if len(secret) < LONG:
        return False
    classes = ("[a-z]", "[A-Z]", "[0-9]", r"[^A-Za-z0-9_\-]")
    return sum(bool(re.search(kind, secret)) for kind in classes) > 1


def _match_end(text: str, at: int, forms: list[str]) -> int | None:
    for form in forms:
        end = at + len(form)
        if text.startswith(form, at) and (len(form) >= LONG or _is_word(text, at, end)):
            return end
    return None


def _is_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_is_part(before) or _is_part(after))


def _is_part(char: str) -> bool:
    return char.isalnum() or char == "_"


def _written(secret: str) -> Iterator[str]:
    """Yield the forms of a secret that are worth looking for."""
    for plain in _parts(secret):
        if len(plain) < SHORTEST or plain.lower() in _COMMON:
            continue
        forms = {plain, *_as_json(plain)}
        if len(plain) >= LONG:
            raw = plain.encode(errors="surrogatepass")
            forms |= {html.escape(plain), raw.hex(), raw.hex().upper()}
            forms |= {quote(raw, safe=""), quote(raw), quote_plus(raw)}
            forms |= set(_as_base64(raw))
        else:
            forms.add(base64.b64encode(plain.encode(errors="surrogatepass")).decode().rstrip("="))
        yield from (form for form in forms if len(form) >= SHORTEST)


def _parts(secret: str) -> set[str]:
    """Return the secret and what of it stands alone: its lines, its JSON leaves, its decoding."""
    parts = {secret, secret.strip()}
    if "\n" in secret:
        lines = (line.strip() for line in secret.splitlines())
        parts |= {line for line in lines if len(line) >= LONG_LINE and not line.startswith("-----")}
    if secret.lstrip()[:1] in ("{", "["):
        with suppress(ValueError, RecursionError):  # where it only looks like JSON
            parts |= {leaf for leaf in leaves(json.loads(secret)) if len(leaf) >= LONG}
    elif len(secret) > LONG and re.fullmatch(r"[A-Za-z0-9+/\s]+=*\s*", secret):
        try:
            decoded = base64.b64decode(secret, validate=False).decode()
        except ValueError:
            decoded = ""
        if len(decoded) >= LONG and decoded.isprintable():
            parts.add(decoded)
    return parts


def leaves(value: object) -> Iterator[str]:
    """Yield every text and number below a value."""
    level = [value]
    while level:
        item = level.pop()
        if isinstance(item, dict):
            level += item.values()
        elif isinstance(item, list):
            level += item
        elif isinstance(item, str):
            yield item
        elif isinstance(item, int | float) and not isinstance(item, bool):
            yield str(item)


def _as_json(plain: str) -> set[str]:
    found = set()
    for ascii_only in (True, False):
        once = json.dumps(plain, ensure_ascii=ascii_only)[1:-1]
        as_terraform = once
        for char in "<>&":
            as_terraform = as_terraform.replace(char, f"\\u{ord(char):04x}")
        for form in (once, as_terraform):
            found |= {form, json.dumps(form, ensure_ascii=ascii_only)[1:-1]}
    return found


def _as_base64(raw: bytes) -> Iterator[str]:
    """Yield what the base64 of any text around the secret must contain, for each of 3 offsets."""
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw)
        start = (0, 2, 3)[offset]
        end = len(encoded) - (0, 3, 2)[(offset + len(raw)) % 3]
        core = encoded[start:end].decode()
        yield core
        yield core.replace("+", "-").replace("/", "_")
