"""Look-alikes of what offices really send: the same mess as in published files, with invented numbers."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "pattern(number): which pattern of office spreadsheets a test is about")
