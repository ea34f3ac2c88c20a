"""The recipes for nginx and Caddy as they stand in deploy/, run with Debian's packages before processes that say which one they are."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, free_port
from patience import PATIENCE, comes_true
from test_serve import log_of, pids, served, two_ports

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOST = "cases.example.org"
DEPLOY = ROOT / "deploy"
SECRET = "draft=a-link-that-is-nobodys-business"


def port_of(server: socketserver.BaseServer) -> int:
    """Returns the port that a server listens on."""
    assert isinstance(server.server_address, tuple)
    return int(server.server_address[1])


class Process(BaseHTTPRequestHandler):
    """Says which process it is, and of whom it was asked."""

    def do_GET(self) -> None:
        port = port_of(self.server)
        told = {name.lower(): value for name, value in self.headers.items()}
        words = f"{port} {told.get('host')} {told.get('x-forwarded-for')} {told.get('x-forwarded-proto')}"
        self.answer(words.encode())

    def do_PUT(self) -> None:
        left = int(self.headers["Content-Length"])
        while left and (part := self.rfile.read(min(left, 1 << 16))):
            left -= len(part)
        if not left:  # else the web server hung up in the middle, and nobody waits for an answer
            self.answer(b"uploaded")

    def answer(self, words: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True


def process_at(port: int) -> ThreadingHTTPServer:
    server = Server(("127.0.0.1", port), Process)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


def answering() -> set[threading.Thread]:
    """Returns the threads that answer somebody, by how Python names them."""
    return {one for one in threading.enumerate() if one.name.endswith("(process_request_thread)")}


def end(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()


@dataclass
class Proxy:
    """A web server by one of the recipes, and what stands behind it."""

    port: int
    folder: Path
    host: str
    behind: dict[int, ThreadingHTTPServer] = field(default_factory=dict)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def ask(
        self, path: str = f"/?{SECRET}", cookie: str = "", method: str = "GET", body: bytes | None = None
    ) -> tuple[int, str, str]:
        """Returns the status, the text and the cookie of an answer, asked for as a browser does."""
        line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.tls)
        line.sock = self.tls.wrap_socket(
            socket.create_connection(("127.0.0.1", self.port), PATIENCE), server_hostname=self.host
        )
        line.request(
            method,
            path,
            body,
            {"Host": self.host, "User-Agent": "a browser"} | ({"Cookie": cookie} if cookie else {}),
        )
        answer = line.getresponse()
        found = answer.status, answer.read().decode(), answer.headers.get("Set-Cookie", "").partition(";")[0]
        line.close()
        return found

    def process(self, path: str = f"/?{SECRET}", cookie: str = "") -> int:
        """Returns the port of the process that answered."""
        status, text, _ = self.ask(path, cookie)
        assert status == 200, text
        return int(text.split()[0])

    def written(self) -> str:
        return "".join(
            file.read_text(encoding="utf-8", errors="replace") for file in self.folder.glob("*.log")
        )


def replaced(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert old in text, f"the recipe no longer has {old!r}"
        text = text.replace(old, new)
    return text


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    pair = folder / "fullchain.pem", folder / "privkey.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
    ]
    command += ["-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}", "-days", "2"]
    subprocess.run([*command, "-out", str(pair[0]), "-keyout", str(pair[1])], check=True, capture_output=True)
    return pair


def nginx_command(folder: Path, port: int, ports: tuple[int, ...]) -> list[str]:
    recipe = replaced(
        (DEPLOY / "nginx.conf").read_text(encoding="utf-8"),
        {
            "server 127.0.0.1:8501 max_fails=1 fail_timeout=5s;\n    server 127.0.0.1:8502 max_fails=1 fail_timeout=5s;": "\n".join(
                f"server 127.0.0.1:{each} max_fails=1 fail_timeout=5s;" for each in ports
            ),
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "/etc/ssl/make-the-case/": f"{folder}/",
            "/var/log/nginx/": f"{folder}/",
        },
    )
    (folder / "recipe.conf").write_text(recipe, encoding="utf-8")
    paths = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""  # who may write to the folder of the test
    around = f"{user} pid {folder}/pid; error_log {folder}/general.log; events {{}} http {{ {paths} include {folder}/recipe.conf; }}"
    (folder / "nginx.conf").write_text(around, encoding="utf-8")
    program = str(shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"))
    return [program, "-c", str(folder / "nginx.conf"), "-g", "daemon off;", "-e", str(folder / "general.log")]


def caddy_command(folder: Path, port: int, ports: tuple[int, ...]) -> list[str]:
    recipe = replaced(
        (DEPLOY / "Caddyfile").read_text(encoding="utf-8"),
        {
            "\t# tls /etc/ssl/make-the-case/fullchain.pem /etc/ssl/make-the-case/privkey.pem": f"\ttls {folder}/fullchain.pem {folder}/privkey.pem",
            "\n{\n": f"\n{{\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port {port}\n\thttp_port {free_port()}\n",
            "127.0.0.1:8501 127.0.0.1:8502": " ".join(f"127.0.0.1:{each}" for each in ports),
        },
    )
    (folder / "Caddyfile").write_text(recipe, encoding="utf-8")
    return [
        str(shutil.which("caddy")),
        "run",
        "--config",
        str(folder / "Caddyfile"),
        "--adapter",
        "caddyfile",
    ]


COMMANDS = {"nginx": nginx_command, "caddy": caddy_command}


@contextmanager
def web_server(kind: str, folder: Path, ports: tuple[int, ...], host: str = HOST) -> Iterator[Proxy]:
    """Runs a web server by its recipe, with TLS, before what listens at some ports."""
    for program in (kind, "openssl"):
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") is None:
            pytest.skip(f"{program} is not installed (apt install {program})")
    pair, port = certificate(folder, host), free_port()
    settings = {**os.environ, "HOME": str(folder), "MAKE_THE_CASE_HOSTED": host}
    settings |= {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said.log").open("wb") as log:
        running = subprocess.Popen(
            COMMANDS[kind](folder, port, ports), cwd=folder, env=settings, stdout=log, stderr=log
        )
        found = Proxy(port, folder, host)
        found.tls.load_verify_locations(pair[0])

        def answers() -> bool:
            assert running.poll() is None, found.written()
            try:
                return found.ask()[0] == 200
            except OSError:
                return False

        try:
            assert comes_true(answers)
            yield found
        finally:
            running.terminate()
            running.wait(timeout=PATIENCE)


@pytest.fixture(params=COMMANDS)
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Proxy]:
    """A web server of each kind, and two processes behind it."""
    before = answering()
    behind = {port_of(each): each for each in (process_at(0), process_at(0))}
    first, second = behind
    with web_server(request.param, tmp_path, (first, second)) as found:
        found.behind = behind
        yield found
    for each in behind.values():
        end(each)
    assert comes_true(lambda: not answering() - before), (
        "a process that never ends an answer takes a processor from every test after this one"
    )


def test_a_browser_stays_with_its_process_and_goes_elsewhere_when_that_dies(proxy: Proxy) -> None:
    cookies = [proxy.ask()[2] for _ in range(12)]
    assert len({*cookies}) > 1 and all(cookies)
    homes = {cookie: proxy.process(cookie=cookie) for cookie in cookies}
    assert {*homes.values()} == {*proxy.behind}, "both processes have somebody"
    for cookie, home in homes.items():
        assert {proxy.process(cookie=f"other=1; {cookie}") for _ in range(5)} == {home}

    cookie, home = next(iter(homes.items()))
    (other,) = {*proxy.behind} - {home}
    end(proxy.behind.pop(home))
    assert {proxy.process(cookie=cookie) for _ in range(5)} == {other}, "nobody is told that a process died"
    assert {proxy.process() for _ in range(5)} == {other}
    proxy.behind[home] = process_at(home)
    assert comes_true(lambda: {proxy.process(cookie=each) for each in homes} == {*proxy.behind})
    assert "a-link" not in proxy.written(), "a draft's link is in no log"


def test_a_browser_whose_cookies_are_dropped_is_served_by_one_process_all_the_same(proxy: Proxy) -> None:
    assert proxy.ask()[0] == 200
    (one,) = {
        proxy.process(path)
        for path in ("/_stcore/host-config", "/media/a.pdf", "/costs/_stcore/x")
        for _ in range(3)
    }
    end(proxy.behind.pop(one))
    assert {proxy.process("/_stcore/host-config") for _ in range(3)} == {*proxy.behind}


def test_the_processes_learn_who_asks_and_nobody_outside_learns_how_they_are(proxy: Proxy) -> None:
    _, text, _ = proxy.ask()
    assert text.split()[1:] == [HOST, "127.0.0.1", "https"]
    for path in ("/health/ready", "/health/live", "//health/live"):
        assert proxy.ask(path)[0] == 404
    assert proxy.ask("/_stcore/upload_file/a/b", method="PUT", body=bytes(11_000_000))[1] == "uploaded"
    assert proxy.ask("/_stcore/upload_file/a/b", method="PUT", body=bytes(13_000_000))[0] in (413, 502)


@pytest.mark.longer
@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("kind", COMMANDS)
def test_nothing_that_was_typed_is_lost_when_a_process_dies_and_when_all_are_restarted(
    chromium: Browser, tmp_path: Path, kind: str
) -> None:
    port = two_ports()
    settings = {"MAKE_THE_CASE_DATA": str(tmp_path / "drafts"), "MAKE_THE_CASE_HOSTED": "localhost"}
    with (
        served(tmp_path, port, 2, **settings) as server,
        web_server(kind, tmp_path, (port, port + 1), "localhost") as proxy,
    ):
        page = chromium.new_context(ignore_https_errors=True).new_page()
        page.goto(f"https://localhost:{proxy.port}")
        page.get_by_role("button", name="Read it in three minutes").click()
        page.get_by_role("tab", name="Method", exact=True).wait_for()
        page.get_by_role("link", name="Costs and people").click()
        number = 20

        def type_one_more() -> None:
            """Types a number and waits until it is kept: where the connection is lost from then on, the page sees to it."""
            nonlocal number
            number += 1
            field = page.get_by_role("textbox", name="Of every 100 offered it")

            def takes_it() -> bool:  # which it does not while the connection is lost, and shows that
                field.fill(str(number))
                return field.input_value() == str(number)

            assert comes_true(takes_it)
            field.press("Enter")
            page.get_by_text(f"Kept as revision {number - 20} of your draft").first.wait_for()

        def who_kept() -> list[int]:
            return [int(at) for at in re.findall(r"\[(\d+)\].* draft kept", log_of(tmp_path))]

        type_one_more()
        link = page.url
        (home,) = who_kept()
        os.kill(pids(tmp_path, home)[-1], signal.SIGKILL)
        type_one_more()
        assert comes_true(lambda: len(who_kept()) == 2)

        server.send_signal(signal.SIGHUP)
        while "restarted all" not in log_of(tmp_path):
            assert "restart stops" not in log_of(tmp_path)
            type_one_more()
        page.goto(link)
        page.get_by_text(f"Kept as revision {number - 20} of your draft").first.wait_for()
        shown = page.get_by_role("textbox", name="Of every 100 offered it")
        assert comes_true(lambda: shown.input_value() == str(number))
        secret = link.partition("draft=")[2]
        assert secret and secret not in proxy.written()
        page.context.close()
