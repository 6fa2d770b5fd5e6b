from tests.bench.page import Section, Table, replaced


def section(title: str, value: str) -> Section:
    about = Table("Numbers", ("Measured", "Seconds"), [("reading", value)])
    more = Table("Expectations", ("Measured", "Verdict"), [("reading", "met")], "What was hoped for.")
    return Section(title, {"Date": "today"}, "All about it.", (about, more), ())


def test_a_part_replaces_its_own_section_and_no_other() -> None:
    page = replaced(replaced("# Benchmarks\n", section("Jobs", "1.0")), section("Reading", "2.0"))
    again = replaced(page, section("Jobs", "3.0"))
    assert again == page.replace("| reading | 1.0 |", "| reading | 3.0 |")
    assert again.index("## Jobs") < again.index("## Reading")


def test_a_section_says_when_it_was_measured() -> None:
    page = replaced("", section("Jobs", "1.0"))
    assert "- Date: today" in page.partition("## Jobs")[2]
    assert "### Expectations\n\nWhat was hoped for.\n\n| Measured | Verdict |" in page
