"""A pytest plugin for a machine without Chromium: leaves out the tests that need one."""

import pytest


def pytest_collection_modifyitems(items):
    for item in items:
        if {"browser", "shared_browser"} & set(item.fixturenames):
            item.add_marker(pytest.mark.skip(reason="there is no chromedriver"))
