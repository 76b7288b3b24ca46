"""What the functions of a run are given, as a deployment would give it to them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.faults.cloud import Cloud

ACCOUNT = "jobs@example.iam.gserviceaccount.com"
SECRET = "of-the-webhook"
OWNER = 900
BOTS = {"client": "dispatch_client_bot", "master": "dispatch_master_bot"}


def environment_of(cloud: Cloud, project: str, tokens: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of the functions, as a deployment would give them."""
    certificates = Path(cloud.folder / "none.pem")
    if not certificates.exists():
        # Reading the machine's certificates would take most of the time a process lives.
        certificates.write_text(next(iter(cloud.keys.certificates.values())))
    return {
        "GOOGLE_CLOUD_PROJECT": project,
        "FIRESTORE_EMULATOR_HOST": cloud.firestore.words[3],
        "TELEGRAM_API_URL": cloud.admins["telegram"],
        "SHEETS_API_URL": cloud.admins["sheets"],
        "DRIVE_API_URL": cloud.admins["sheets"],
        "DISPATCH_CLIENT_BOT_TOKEN": tokens["client"],
        "DISPATCH_CLIENT_BOT_WEBHOOK_SECRET": SECRET,
        "DISPATCH_MASTER_BOT_TOKEN": tokens["master"],
        "DISPATCH_MASTER_BOT_WEBHOOK_SECRET": SECRET,
        "DISPATCH_SHEET_ID": f"sheet-{project}",
        "ADMIN_TELEGRAM_ID": str(OWNER),
        "DESKS": "dispatch",
        "JOBS_SERVICE_ACCOUNT": ACCOUNT,
        "PUBLIC_URL": f"{cloud.gate}/{project}",
        "OIDC_CERTS_URL": f"{cloud.gate}/certs",
        "SSL_CERT_FILE": str(certificates),
        "NO_PROXY": "127.0.0.1",
    }
