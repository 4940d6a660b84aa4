"""Short forms of a name that the article gives in full: "Thrapley General" beside "… Hospital"."""

from __future__ import annotations

from collections.abc import Iterator

from .register import Entry, Named, Register

_FEWEST = 2  # words of a short form, unless it is the rest of an unlisted name


def fold_short_names(register: Register) -> None:
    """An unlisted name that opens or ends exactly one longer name of its sort is that one."""
    longer: dict[tuple[bool, str], set[str]] = {}
    for entry in register.entries.values():
        for part in _parts(entry):
            longer.setdefault((entry.site, part), set()).add(entry.key)
    into: dict[str, str] = {}
    for entry in register.entries.values():
        bearers = longer.get((entry.site, _bare(entry)), set()) if entry.record is None else set()
        if len(bearers) == 1:
            into[entry.key] = next(iter(bearers))
    for key in into:
        _move(register, key, _last(into, key))


def _bare(entry: Entry) -> str:
    return entry.name.lower().removeprefix("the ")


def _parts(entry: Entry) -> Iterator[str]:
    """The openings and endings of a site's, trust's or provider's name, of two words at least."""
    words = _bare(entry).split(" ")
    if not entry.site and entry.kind not in ("trust", "provider"):
        return
    for count in range(_FEWEST, len(words)):
        yield " ".join(words[:count])
        yield " ".join(words[-count:])


def _last(into: dict[str, str], key: str) -> str:
    while key in into:
        key = into[key]
    return key


def _move(register: Register, short: str, full: str) -> None:
    entry = register.entries.pop(short)
    register.entries[full].named += [
        Named(named.span, full, named.rule, named.confidence, named.generic)
        for named in entry.named
    ]
    for acronym, key in register.acronyms.items():
        if key == short:
            register.acronyms[acronym] = full
