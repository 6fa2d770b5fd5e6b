"""Assertions of the bites say what they saw."""

import pytest

pytest.register_assert_rewrite("mutating")
