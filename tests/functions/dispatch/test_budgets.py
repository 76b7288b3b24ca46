"""What each step costs, as the local Firestore and the local Telegram count it, compared with the README's table."""

from __future__ import annotations

import re

from tests.functions.dispatch.conftest import Business, Cost, confirmation
from tests.functions.dispatch.test_moves import README

KEYS = {"new": "🆕 Новые заказы", "mine": "🔧 Мои заказы", "statistics": "📊 Статистика и заработок"}


def budget(step: str, listed: int = 0) -> Cost:
    """Read a step's budget from the README; ``n`` there are the orders that a step lists."""
    row = next(line for line in README.read_text("utf-8").splitlines() if line.startswith(f"| {step} |"))
    reads, documents, queries, commits, writes, calls = (cell.strip() for cell in row.split("|")[2:-1])
    return Cost(
        reads=int(reads),
        documents=int(documents.partition(" ")[0]) + (listed if "n" in documents else 0),
        queries=int(queries),
        commits=int(commits),
        writes=int(writes),
        calls=tuple(re.findall(r"\w+", calls)),
    )


async def test_a_clients_steps_cost_what_the_readme_says(business: Business) -> None:
    client = await business.client()
    await business.free()
    await client.write("/start")
    assert await business.cost() == budget("`/start`")
    for words in ("⚡ Услуги электрика", "Розетки и выключатели", "Искрит розетка", "ул. Мира, 10", "Анна"):
        await business.free()
        await client.write(words)
        assert await business.cost() == budget("a text of the form")
    await business.free()
    summary = await client.share()
    assert await business.cost() == budget("a text of the form")
    for data in ("f:order:edit:name", "f:order:keep", "f:order:set:service:panel"):
        await business.free()
        summary = await client.press(data)
        assert await business.cost() == budget("a button of the form")
    await business.free()
    await client.press(confirmation(summary))
    assert await business.cost() == budget("confirmation")
    await business.free()
    shown = await client.write("📋 Мои заказы")
    assert await business.cost() == budget("the client's orders", listed=1)
    await business.free()
    await client.press(shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    assert await business.cost() == budget("asked before calling off")
    number = re.sub(r"\D", "", shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    await business.free()
    await client.press(f"cancel:{number}")
    assert await business.cost() == budget("called off")


async def test_a_masters_steps_cost_what_the_readme_says(business: Business) -> None:
    number = await business.order(await business.client())
    master, other, owner = await business.master(), await business.approved(), await business.owner()
    await master.write("/start")
    await business.free()
    await master.write("Иван Петров")
    assert await business.cost() == budget("a text of the registration")
    summary = await master.share()
    await business.free()
    await master.press(confirmation(summary))
    assert await business.cost() == budget("its confirmation")
    await business.free()
    await owner.press(f"approve:{master.person}")
    assert await business.cost() == budget("approval")
    await business.free()
    listed = len((await master.write(KEYS["new"]))["reply_markup"]["inline_keyboard"])
    assert await business.cost() == budget("new orders", listed)
    await business.free()
    await master.press(f"take:{number}")
    assert await business.cost() == budget("ACCEPT")
    await business.free()
    await other.press(f"take:{number}")
    assert await business.cost() == budget("ACCEPT of what is taken")
    await business.free()
    await master.write(KEYS["mine"])
    assert await business.cost() == budget("my orders", listed=1)
    await business.free()
    await master.press(f"done:{number}")
    assert await business.cost() == budget("`✅ Завершить`")
    await business.free()
    summary = await master.write("3500")
    assert await business.cost() == budget("the price")
    await business.free()
    await master.press(confirmation(summary))
    assert await business.cost() == budget("completion")
    await business.free()
    await master.write(KEYS["statistics"])
    assert await business.cost() == budget("statistics", listed=1)
