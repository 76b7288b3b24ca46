"""Decides how each part's figures read as Markdown: medians, with the smallest and the largest run behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]

_OURS = "frontdesk"


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay out a table."""
    lines = [headers, ["---", *["---:"] * (len(headers) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def shown(spread: Json, digits: int = 2) -> str:
    """Write a median with its range."""
    median, least, most = (f"{spread[name]:,.{digits}f}" for name in ("median", "min", "max"))
    return f"{median} ({least}–{most})"


def speed(part: Json) -> str:
    """Compare the contenders."""
    rows = part["contenders"]
    ours = rows[_OURS]["cpu_ms"]["median"]
    ordered = sorted(rows.items(), key=lambda row: -row[1]["cpu_ms"]["median"])
    found = table(
        ("", "CPU ms an update", "to ours", "updates/s on a core", "updates/s seen", "p50 ms", "p99 ms", "peak MiB"),
        [
            (
                f"**{name}**" if name == _OURS else name,
                shown(row["cpu_ms"]),
                f"{row['cpu_ms']['median'] / ours:.2f}",
                shown(row["per_core_second"], 0),
                shown(row["per_second"], 0),
                shown(row["p50_ms"], 0),
                shown(row["p99_ms"], 0),
                row["peak_mib"],
            )
            for name, row in ordered
        ],
    )
    lacking = "".join(f"\n{each}.\n" for each in part["lacking"])
    told = (
        f"{part['orders_a_round']} orders of eight updates a round, {part['at_once']} clients at once, "
        f"{rows[_OURS]['cpu_ms']['runs']} rounds in turn; {part['orders_kept']} orders were placed with everybody, and "
        "everybody kept as many. The stores' own CPU per update: "
        + ", ".join(
            f"{name} {row['store_cpu_ms']['median']:.2f} ms" for name, row in ordered if row["store_cpu_ms"]["max"]
        )
    )
    return f"![CPU of the bot's process for an update](speed.svg)\n\n{found}{lacking}\n{told}.\n\n{_verdict(rows)}\n"


def _verdict(rows: Mapping[str, Json]) -> str:
    ours = rows[_OURS]["cpu_ms"]["median"]
    peers = {name: row["cpu_ms"]["median"] for name, row in rows.items() if name not in (_OURS, "bare function")}
    words = [
        f"{abs(ours / theirs - 1):.0%} {'below' if ours < theirs else '**above**'} {name}"
        for name, theirs in peers.items()
    ]
    bare = f"{ours / rows['bare function']['cpu_ms']['median']:.0f} times a function that does nothing"
    return f"Ours is {', '.join([*words, bare])}."


def store_cost(part: Json) -> str:
    """Compare the two clients of Firestore."""
    ways = ("AsyncClient", "our store")
    return table(("", "CPU ms of the client"), [(name, shown(part[name]["cpu_ms"])) for name in ways])


def profile(part: Json) -> str:
    """Show the layers and the places."""
    each = part["cpu_ms"]
    layers = table(
        ("layer", "share", "ms an update"),
        [(name, f"{share:.0%}", f"{share * each:.2f}") for name, share in part["layers"].items()],
    )
    places = table(
        ("place, with all it calls", "share"), [(f"`{name}`", f"{share:.0%}") for name, share in part["places"].items()]
    )
    return f"{part['samples']} samples of CPU time, {each:.2f} ms an update under the sampler.\n\n{layers}\n{places}"


def calls(part: Json) -> str:
    """Show the steps, then the phases of an order."""
    headers = ("read calls", "queries", "commits", "documents read", "written", "Bot API", "Sheets")
    names = ("read_calls", "queries", "commits", "documents_read", "documents_written")

    def rows(found: Iterable[Json], title: str) -> list[list[object]]:
        return [
            [row[title], *(row[name] for name in names), _listed(row["bot_api"]), _listed(row.get("sheets", {}))]
            for row in found
        ]

    steps = table(("update", *headers), rows(part["steps"], "step"))
    phases = table(("phase", *headers), rows(part["order"], "phase"))
    return (
        f"The client's bot alone, an update at a time; its replies ride in the webhooks' responses.\n\n{steps}\n"
        "A whole order with two masters on shift, all functions, triggers and the Sheet; the Bot API's figures "
        f"include the replies in webhooks' responses.\n\n{phases}"
    )


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "–"


def cold(part: Json) -> str:
    """Compare cold starts."""
    return table(
        ("", "seconds", "CPU seconds", "over the bare one", "CPU over its", "peak MiB", "limit MiB"),
        [
            (
                name,
                shown(row["seconds"]),
                shown(row["cpu"]),
                shown(row["ratio"]) if "ratio" in row else "1",
                shown(row["cpu_ratio"]) if "cpu_ratio" in row else "1",
                shown(row["peak_mib"], 0),
                row.get("limit_mib", ""),
            )
            for name, row in part["functions"].items()
        ],
    )


def growth(part: Json) -> str:
    """Compare sizes."""
    names = ("cpu_ms", "cpu_ms_ratio", "store_cpu_ms", "store_cpu_ms_ratio")
    rows = [
        (f"{int(size):,} each", *(shown(row[name]) for name in names), row["reads"]["median"], row["writes"]["median"])
        for size, row in part["sizes"].items()
    ]
    over = "over the smallest"
    headers = ("conversations and orders", "CPU ms an update", over, "store's CPU ms", over, "read", "written")
    return table(headers, rows)


def mirror(part: Json) -> str:
    """Show the passes."""
    rows = [_pass(name, run) for name, runs in part["passes"].items() for run in runs]
    headers = ("what", "passes", "API calls", "kB to / from Sheets", "CPU s", "seconds", "read", "written", "peak MiB")
    return f"The tab «Заявки» with {part['rows']:,} rows.\n\n{table(headers, rows)}"


def _pass(name: str, run: Json) -> tuple[object, ...]:
    sizes = f"{run['bytes_in'] / 1000:,.0f} / {run['bytes_out'] / 1000:,.0f}"
    costs = (run["cpu_s"], run["seconds"], run["documents_reads"], run["documents_writes"], run["peak_mib"])
    return (name, run["passes"], run["api_calls"], sizes, *costs)


def stand_ins(part: Json) -> str:
    """Show rates, starts and memory."""
    rates = table(("calls a second", ""), [(name, shown(rate, 0)) for name, rate in part["per_second"].items()])
    starts = table(
        ("", "ready after s", "peak MiB under load"),
        [(name, shown(part["started"][name]), part["peak_mib"][name]) for name in part["started"]],
    )
    full = part["full"]
    told = (
        f"Firestore with {full['documents']:,} documents, killed and started again: ready after "
        f"{shown(full['start_s'])} s, {full['mib_started']} MiB then, {full['mib_after_a_read']} MiB after a read; "
        f"{full['on_disk_mib']} MiB on disk; "
        f"written at {full['written_per_second']:,} documents a second, 500 a commit.\n"
    )
    return f"The server on one core, its client on the other; all durable.\n\n{rates}\n{starts}\n{told}"
