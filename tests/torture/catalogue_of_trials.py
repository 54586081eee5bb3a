"""All trials there are, in the order of the table."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parent.parent / "system"))  # service.py

import clients_crowds  # noqa: E402,F401
import clients_reads  # noqa: E402,F401
import clients_requests  # noqa: E402,F401
import clients_streams  # noqa: E402,F401
import clients_unix  # noqa: E402,F401
import machine_kill  # noqa: E402,F401
import machine_disk  # noqa: E402,F401
import machine_lock  # noqa: E402,F401
import machine_corrupt  # noqa: E402,F401
import machine_limits  # noqa: E402,F401
import machine_calls  # noqa: E402,F401
import machine_clock  # noqa: E402,F401
import machine_signals  # noqa: E402,F401
import machine_log  # noqa: E402,F401
import providers  # noqa: E402,F401
import providers_net  # noqa: E402,F401
