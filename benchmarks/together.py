"""Ten browsers at once on one process, each changing a number of the largest finished case every three seconds for a minute. Needs Chromium.

Run: python benchmarks/together.py [BROWSERS [SECONDS]]. Aims: no error, no mixing of one's case with another's; the server's part of a change has
p95 under 300 ms, saving included, and under 60 ms of processor time in all; saving adds under 20 ms. The browsers' own figure, from Enter to the changed sentence, stands beside it: ten of them
share what the server's core leaves. Traffic goes to this machine alone, and ends by itself.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pages import CHROMIUM, LARGEST, ROOT, SETTLED
from playwright.async_api import Browser, async_playwright

sys.path.insert(0, str(ROOT))
from make_the_case.store import Drafts
from valuation import load_library, read_case
from valuation.answers.saving import body_of, case_of_body

EVERY = 3.0
CASE = LARGEST
FIELD = "Of every 100 offered it"
ANSWER = ".st-key-answer"


async def one(
    browser: Browser, address: str, who: int, here: asyncio.Barrier, seconds: float, begin: Callable[[], None]
) -> tuple[list[float], list[str], list[str]]:
    """Returns how long each change took to be seen, what was wrong, and what was typed, from when all are there."""
    page = await (await browser.new_context()).new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"browser {who}: {error}"))
    await page.goto(address)
    field = page.get_by_role("textbox", name=FIELD)
    await field.wait_for(timeout=120_000)
    await page.wait_for_selector(SETTLED, timeout=120_000)
    await here.wait()
    begin()
    until = time.perf_counter() + seconds
    times: list[float] = []
    typed: list[str] = []
    await asyncio.sleep(EVERY * who / here.parties)
    while time.perf_counter() < until:
        # a number that no other browser types, and that this one has not typed before: what it comes to is not in memory
        value = f"{5 + who + 10 * (len(typed) % 8)}.{1 + len(typed) // 8}"
        before = await page.locator(ANSWER).inner_text()
        await field.fill(value)
        typed.append(value)
        began = time.perf_counter()
        await field.press("Enter")
        await page.wait_for_function(
            f"was => document.querySelector('{ANSWER}').innerText !== was", arg=before, timeout=60_000
        )
        times.append(time.perf_counter() - began)
        shown = await field.input_value()
        if shown != value:
            wrong.append(f"browser {who} typed {value} and sees {shown}")
        await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - began)))
    if await page.get_by_test_id("stException").count():
        wrong.append(f"browser {who}: an error is on the page")
    return times, wrong, typed


def uptake_of(body: str) -> float:
    """Returns the share who start, of the option that a kept case puts forward."""
    case = case_of_body(body, "case", load_library())
    found = case.assumption_at(f"options.{case.preferred}.people.uptake")
    assert found is not None
    return float(found.value)


async def together(
    port: int, drafts: Drafts, browsers: int, seconds: float, server: int
) -> tuple[list[float], list[str], float]:
    """Returns every time, everything wrong, and the server's processor time, of browsers each with a draft of its own."""
    at_work: list[float] = []
    body = body_of(read_case(CASE))
    secrets = [drafts.create(body, f"Browser {k}") for k in range(browsers)]
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        here = asyncio.Barrier(browsers)
        found = await asyncio.gather(
            *(
                one(
                    browser,
                    f"http://localhost:{port}/costs?draft={s}",
                    k,
                    here,
                    seconds,
                    lambda: at_work.append(processor_seconds(server)),
                )
                for k, s in enumerate(secrets)
            )
        )
        spent = processor_seconds(server) - min(at_work)
        await browser.close()
    wrong = [words for _, said, _ in found for words in said]
    for k, (secret, (_, _, typed)) in enumerate(zip(secrets, found, strict=True)):
        kept = [drafts.revision(secret, r.number).body for r in reversed(drafts.history(secret, 10_000))][1:]
        values = [100 * uptake_of(body) for body in kept]
        if [round(value, 6) for value in values] != [float(value) for value in typed]:
            wrong.append(f"browser {k} typed {typed} and its draft holds {values}")
    return [taken for times, _, _ in found for taken in times], wrong, spent


def processor_seconds(server: int) -> float:
    """Returns how long the server's processes have been at work so far, of all that they were asked; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def apart(server: int) -> None:
    """Gives the server one core and the browsers the others, because ten people's browsers are not on the server's machine."""
    first, *others = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(server, {first})
    os.sched_setaffinity(0, others or {first})


def main(browsers: int, seconds: float) -> int:
    """Prints the times, and returns 1 where something went wrong."""
    import socket
    import urllib.request

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        settings = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
        settings |= {"MAKE_THE_CASE_DATA": folder, "MAKE_THE_CASE_HOSTED": "this machine"}
        command = [sys.executable, str(ROOT / "make_the_case"), "app", "--headless", "--port", str(port)]
        with log.open("wb") as out:
            server = subprocess.Popen(command, env=settings, stdout=out, stderr=out)
            apart(server.pid)
            try:
                for _ in range(100):
                    try:
                        urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2).close()
                        break
                    except OSError:
                        time.sleep(0.1)
                drafts = Drafts(f"sqlite:///{Path(folder) / 'drafts.sqlite'}")
                times, wrong, spent = asyncio.run(together(port, drafts, browsers, seconds, server.pid))
                drafts.close()
            finally:
                server.terminate()
                server.wait()
        said = log.read_text()
        kept = sorted(float(ms) for ms in re.findall(r"draft kept, (\d+) ms", said))
        changed = sorted(float(ms) for ms in re.findall(r"change drawn, (\d+) ms", said))
    times.sort()

    def spread(values: list[float], unit: str) -> str:
        return (
            f"median {statistics.median(values):.0f} {unit}, p95 {values[int(0.95 * len(values))]:.0f} {unit}"
            if values
            else "none"
        )

    print(
        f"{browsers} browsers, a change every {EVERY:.0f} s for {seconds:.0f} s: {len(times)} changes; the server on one core, the browsers on {max(1, (os.cpu_count() or 2) - 1)}"
    )
    print(
        f"the server's part, from the change to the drawn sentence: {spread(changed, 'ms')} (aim p95 under 300)"
    )
    print(
        f"the server's processor time, for all that a change asks of it: {1000 * spent / len(times):.0f} ms (aim under 60)"
    )
    print(f"saving: {spread(kept, 'ms')} (aim under 20)")
    print(f"in the browser, from Enter to the changed sentence: {spread([1000 * t for t in times], 'ms')}")
    for words in wrong:
        print(f"WRONG: {words}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10, float(sys.argv[2]) if len(sys.argv) > 2 else 60.0)
    )
