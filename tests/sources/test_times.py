"""Times as offices write them: whatever is read comes out as it was meant, and no text is too odd."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.discovery import times
from sources.periods import MONTHS

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
RECENT = st.dates(dt.date(1970, 1, 1), dt.date(2029, 12, 31))


@given(DAYS)
def test_a_day_reads_back_from_every_form(day: dt.date) -> None:
    month = MONTHS[day.month - 1]
    forms = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day.day} {month} {day.year}"]
    assert {times.moment(form) for form in forms} == {("date", day.isoformat())}


@given(RECENT)
def test_short_years_are_those_of_one_century(day: dt.date) -> None:
    month = MONTHS[day.month - 1]
    assert times.moment(f"{day:%d/%m/%y}") == ("date", day.isoformat())
    assert times.period(f"{month[:3]}-{day:%y}") == f"{day:%Y-%m}"


@given(st.integers(30, 68), st.integers(1, 28))
def test_years_of_two_centuries_are_not_guessed(year: int, day: int) -> None:
    assert times.moment(f"{day:02d}/07/{year}") is None
    assert times.period(f"Jul-{year}") is None


@given(st.text(alphabet="0123456789-/. 'JanAguivIVTWS:", max_size=14) | st.text(max_size=14))
def test_any_text_is_a_time_or_none(text: str) -> None:
    for read in (times.moment, times.period, times.clock, times.is_day_first):
        read(text)
    assert times.lost_spans([text]) == []


@pytest.mark.parametrize(("low", "high"), [(5, 9), (10, 14), (1, 4)])
def test_a_span_is_known_in_either_order_of_day_and_month(low: int, high: int) -> None:
    day_first = dt.date(2024, high, low) if high <= 12 else None
    month_first = dt.date(2024, low, high)
    assert {times.span(date) for date in (day_first, month_first) if date} == {f"{low}-{high}"}
