"""Encodings that the first bytes of a text give away."""

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def marked(head: bytes) -> str | None:
    """The encoding that a byte order mark names."""
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def wide(head: bytes) -> str | None:
    """UTF-16 without a mark: in Latin text every other byte is NUL."""
    for zeros, letters, encoding in ((head[1::2], head[::2], "utf-16-le"), (head[::2], head[1::2], "utf-16-be")):
        if len(zeros) > 1 and zeros.count(0) > 0.8 * len(zeros) and letters.count(0) < 0.05 * len(letters):
            return encoding
    return None
