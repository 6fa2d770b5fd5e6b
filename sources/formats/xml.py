"""XML from outside: no declared entities, no bottomless nesting, nothing kept but what a caller asks for."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from sources.formats.refusals import MAX_DEPTH, damaged, entities, too_deep

Start = Callable[[str, dict[str, str]], object]
Text = Callable[[str], object]
_DOCTYPE = b"<!DOCTYPE"


def parse(
    chunks: Iterable[bytes], name: str, part: str, start: Start, text: Text | None = None, end: Text | None = None
) -> None:
    """Call ``start`` and ``end`` for each element and ``text`` for each run of text. ``part`` names the XML in a
    refusal.

    Raises :class:`sources.deliveries.DeliveryRefused` for broken, bottomless or entity-declaring XML.
    """

    def refuse(*_: object) -> None:
        raise entities(name, part)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    # Both counts are taken after each chunk, so that no Python code has to run for the end of an element.
    depth, opened, closed = 0, [0], list[str]()

    def finish(tag: str) -> None:
        closed.append(tag)
        if end:
            end(tag)

    def begin(tag: str, attributes: dict[str, str]) -> None:
        opened[0] += 1
        start(tag, attributes)

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish if end else closed.append
    if text:
        parser.CharacterDataHandler = text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            depth += opened[0] - len(closed)
            opened[0] = 0
            closed.clear()
            if depth > MAX_DEPTH:
                raise too_deep(name, part)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged(name, f"rusak (bagian {part})") from error


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace prefix."""
    return tag.rpartition(":")[2]


def texts(chunks: Iterable[bytes], name: str, part: str, attributes: frozenset[str] = frozenset()) -> list[str]:
    """All texts between tags, and the values of the named attributes, in order."""
    found: list[str] = []

    def start(_: str, given: dict[str, str]) -> None:
        found.extend(value for key, value in given.items() if local(key) in attributes and value.strip())

    parse(chunks, name, part, start, lambda data: found.append(data.strip()) if data.strip() else None)
    return found


def without_doctype(chunks: Iterable[bytes], name: str, part: str) -> Iterable[bytes]:
    """The same chunks, refused when they declare a document type: for XML that another parser reads."""
    tail = b""
    for chunk in chunks:
        if _DOCTYPE in tail + chunk[:16] or _DOCTYPE in chunk:
            raise entities(name, part)
        tail = chunk[-16:]
        yield chunk
