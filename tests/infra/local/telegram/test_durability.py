"""What survives when the stand-in is killed."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.infra.local.telegram.conftest import Process, Webhook, stage_at


async def test_everything_survives_a_kill(data: Path, webhook: Webhook) -> None:
    first = Process("--data", str(data))
    async with stage_at(first.url, webhook, 42) as stage:
        await stage.act("send", text="/start")
        await stage.bot.delete_webhook(drop_pending_updates=True)
        sent = await stage.bot.send_message(stage.person, "раз", reply_markup={"keyboard": [["Да"]]})  # type: ignore[arg-type] # plain JSON
        photo = await stage.act("photo")
        pending = await stage.act("send", text="ещё в пути")
        before, person = await stage.chat(), stage.person
    first.kill()
    second = Process("--data", str(data))
    try:
        async with stage_at(second.url, webhook, 42) as stage:
            stage.person = person
            assert await stage.chat() == before
            await stage.listen()
            heard = await webhook.until(2)
            assert [request.update["update_id"] for request in heard] == [*photo["update_ids"], *pending["update_ids"]]
            after = await stage.act("press", text="Да")
            assert after["update_ids"][0] == pending["update_ids"][0] + 1
            assert after["message_id"] > sent.message_id
            file = await stage.bot.get_file(heard[0].update["message"]["photo"][0]["file_id"])
            assert await file.download_as_bytearray()
    finally:
        second.kill()


async def test_the_webhook_survives_and_what_failed_is_delivered_after_the_restart(
    data: Path, webhook: Webhook
) -> None:
    webhook.replies = hang_up
    first = Process("--data", str(data))
    async with stage_at(first.url, webhook, 42) as stage:
        await stage.listen(secret_token="s")
        acted = await stage.act("send", text="/start")
        await webhook.until(1)
    first.kill()
    webhook.replies = None
    webhook.heard.clear()
    second = Process("--data", str(data))
    try:
        heard = await webhook.until(1)
        assert heard[0].update["update_id"] == acted["update_ids"][0]
        assert heard[0].headers["x-telegram-bot-api-secret-token"] == "s"
    finally:
        assert second.stop() == 0


async def test_what_another_version_wrote_is_no_hindrance(data: Path, webhook: Webhook) -> None:
    first = Process("--data", str(data))
    async with stage_at(first.url, webhook, 42) as stage:
        await stage.act("send", text="/start")
    first.kill()
    with contextlib.closing(sqlite3.connect(data / "telegram.sqlite3", isolation_level=None)) as database:
        for table in ("bots", "people", "chats"):
            database.execute(f"UPDATE {table} SET body = json_set(body, '$.aura', 'blue')")  # noqa: S608 - our own names
    second = Process("--data", str(data))
    try:
        async with stage_at(second.url, webhook, 42) as stage:
            assert [update.message.text for update in await stage.bot.get_updates() if update.message] == ["/start"]
    finally:
        second.kill()


async def hang_up(_request: object) -> None:
    """Answer nothing."""


@pytest.mark.parametrize("options", [(), ("--limits",)])
def test_it_says_one_ready_line_and_stops_cleanly(options: tuple[str, ...]) -> None:
    process = Process(*options)
    assert process.ready.startswith("telegram ready on http://127.0.0.1:")
    assert process.stop() == 0
