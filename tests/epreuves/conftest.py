"""What the drills share: the true hour where processes meet the clock of the database."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine


@pytest.fixture
def heure_vraie(horloge: Any) -> None:
    """Give up the suite's fixed day: the queue compares our hours with those of PostgreSQL."""
    horloge.move_to(time_machine.escape_hatch.time.time())


@pytest.fixture
def dire(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Write the result of a drill on the terminal, whatever pytest keeps of the output."""
    terminal = request.config.pluginmanager.getplugin("terminalreporter")

    capture = request.config.pluginmanager.getplugin("capturemanager")

    def _dire(ligne: str) -> None:
        if terminal is not None:
            with capture.global_and_fixture_disabled():
                terminal.ensure_newline()
                terminal.write_line(ligne)

    return _dire
