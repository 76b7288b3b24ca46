"""Decides which settings a function sees: what the deployment would give it, and nothing else of this machine.

A secret reaches only the functions that list it, as in the cloud, so that a forgotten entry in the list shows here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from infra.functions import DocumentTrigger, Function

# What a process needs of the machine it runs on: where programs and certificates are, and the way out.
MACHINE = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "SYSTEMROOT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"),
)
HERE = "127.0.0.1,localhost"


def of_machine(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what any child of the local cloud needs; a proxy of the user's never stands between its parts."""
    kept = {name: environment[name] for name in MACHINE if name in environment}
    beside = environment.get("NO_PROXY") or environment.get("no_proxy")
    no_proxy = f"{beside},{HERE}" if beside else HERE
    return {**kept, "NO_PROXY": no_proxy, "no_proxy": no_proxy, "PYTHONUNBUFFERED": "1"}


def of_function(
    function: Function,
    functions: Iterable[Function],
    settings: Mapping[str, str],
    *,
    runtime: Path,
) -> dict[str, str]:
    """Return the environment of one process of ``function``.

    ``runtime`` is a folder of its own: gunicorn puts a control socket there, which its forty masters would otherwise
    contend for in the user's home. The platform's own names are those of
    https://cloud.google.com/run/docs/container-contract#env-vars.
    """
    withheld = {name for other in functions for name in other.secrets} - set(function.secrets)
    return {
        **of_machine(),
        **{name: value for name, value in settings.items() if name not in withheld},
        "FUNCTION_TARGET": function.name,
        "FUNCTION_SIGNATURE_TYPE": "cloudevent" if isinstance(function.trigger, DocumentTrigger) else "http",
        "CLOUD_RUN_TIMEOUT_SECONDS": str(function.timeout),
        "K_SERVICE": function.name,
        "K_REVISION": f"{function.name}-local",
        "K_CONFIGURATION": function.name,
        "XDG_RUNTIME_DIR": str(runtime),
    }
