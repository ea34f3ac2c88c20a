"""What the server lets in: raw requests with forged names, origins, paths and sizes, against the running app."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, free_port, start_app, stop_app, wait_for
from patience import PATIENCE
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from make_the_case.views.shell import guard
from make_the_case.views.shell.server import names_of

PAGES = (
    "/",
    "/costs",
    "/_stcore/health",
    "/_stcore/host-config",
    "/media/a.pdf",
    "/static/x.js",
    "/nothing",
)
SAFE = {
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Iterator[int]:
    """The app as the command starts it on one's own computer; gives its port."""
    port = free_port()
    server = start_app(port, tmp_path_factory.mktemp("own"))
    yield port
    stop_app(server)


@pytest.fixture(scope="module")
def hosted(tmp_path_factory) -> Iterator[int]:
    """The app as it is run for others, under a name of theirs; gives its port."""
    port, folder = free_port(), tmp_path_factory.mktemp("hosted")
    server = start_app(port, folder, MAKE_THE_CASE_HOSTED="cases.example.org")
    yield port
    stop_app(server)


def asked(
    port: int, path: str, host: str | None = None, method: str = "GET", body: bytes = b"", **headers: str
) -> tuple[int, http.client.HTTPMessage, str]:
    """Returns the status, the headers and the text of one answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    line.putrequest(method, path, skip_host=True)
    if host != "":
        line.putheader("Host", host or f"localhost:{port}")
    for name, value in headers.items():
        line.putheader(name.replace("_", "-"), value)
    if body:
        line.putheader("Content-Length", str(len(body)))
    line.endheaders(body or None)
    answer = line.getresponse()
    found = (
        answer.status,
        answer.headers,
        "" if answer.status == 101 else answer.read().decode(errors="replace"),
    )
    line.close()
    return found


def status(port: int, path: str, host: str | None = None, **more: str) -> int:
    return asked(port, path, host, **more)[0]


def opened(port: int, host: str | None = None, **headers: str) -> int:
    """Returns what the server answers to a page that asks to talk to it."""
    upgrade = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }  # fmt: skip
    return status(port, "/_stcore/stream", host, **upgrade, **headers)


FOREIGN = [
    "evil.example", "localhost.evil.example", "evil.example:80", "0.0.0.0", "192.168.1.7:8501", "localhost@evil.example", "evil.example#localhost",
    "localhost:port", "[::2]", "", "localhost, evil.example", "127.0.0.1.nip.io", "notlocalhost",
]  # fmt: skip


@pytest.mark.parametrize("host", FOREIGN)
def test_a_request_under_a_name_that_is_not_the_apps_is_refused_whatever_it_asks_for(own, host: str) -> None:
    """DNS rebinding: a page of evil.example whose name is made to lead to this computer would else read what is open here."""
    for path in (*PAGES, "/_stcore/metrics"):
        code, _, said = asked(own, path, host)
        assert code in (400, 403), path
        assert "Northshire" not in said and "streamlit" not in said.lower()
    assert opened(own, host) in (400, 403)
    assert status(own, "/_stcore/upload_file/a/b", host, method="PUT", body=b"x") in (400, 403)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:8501", "[::1]", "[::1]:8501", "localhost."]
)
def test_the_names_of_this_computer_are_answered_on_any_port(own, hosted, host: str) -> None:
    for port in (own, hosted):
        assert status(port, "/_stcore/health", host) == 200
        assert opened(port, host) == 101


def test_where_others_are_served_their_name_is_answered_too_and_no_other(own, hosted) -> None:
    assert status(hosted, "/", "cases.example.org") == status(hosted, "/", "Cases.Example.org:443") == 200
    assert opened(hosted, "cases.example.org", Origin="https://cases.example.org") == 101
    assert opened(hosted, "cases.example.org", Origin="https://cases.example.org:8443") == 101
    assert status(own, "/", "cases.example.org") == 403
    for host in FOREIGN:
        assert status(hosted, "/", host) in (400, 403)
        assert opened(hosted, host) in (400, 403)


def test_two_names_in_one_request_are_refused(own) -> None:
    with socket.create_connection(("127.0.0.1", own), timeout=PATIENCE) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert line.recv(100).split()[1] in (b"400", b"403")


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://localhost:1",
        "http://localhost.evil.example",
        "file://",
        "http://127.0.0.1",
    ],
)
def test_a_page_of_another_site_or_of_another_program_here_cannot_talk_to_the_app(
    own, hosted, origin: str
) -> None:
    for port in (own, hosted):
        assert opened(port, Origin=origin) == 403
        assert status(port, "/_stcore/upload_file/a/b", method="PUT", body=b"x", Origin=origin) == 403
    assert opened(own, Origin=f"http://localhost:{own}") == 101
    assert opened(own) == 101, "a program that is no browser says no origin"


def test_a_page_of_another_site_may_lead_here_by_a_link_and_load_nothing_from_here(own) -> None:
    strange = {"Sec_Fetch_Site": "cross-site"}
    assert status(own, "/", **strange, Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="document") == 200
    assert status(own, "/", **strange, Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="iframe") == 403
    for path in PAGES:
        assert status(own, path, **strange, Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="image") == 403
    assert opened(own, **strange) == 403


def test_every_answer_says_that_no_strange_page_may_frame_it_or_guess_what_it_is(own, hosted) -> None:
    for port in (own, hosted):
        for path in (*PAGES, "/_stcore/metrics", "/../../etc/passwd"):
            _, headers, _ = asked(port, path)
            assert {name: headers[name] for name in SAFE} == SAFE, path
            assert "frame-ancestors 'self'" in headers["content-security-policy"]
        _, headers, _ = asked(port, "/", "evil.example")
        assert {name: headers[name] for name in SAFE} == SAFE


def test_cookies_are_marked_secure_where_the_web_server_in_front_speaks_tls(hosted) -> None:
    for said, is_secure in (("https", True), ("http", False)):
        _, headers, _ = asked(hosted, "/_stcore/health", "cases.example.org", X_Forwarded_Proto=said)
        assert headers["set-cookie"].lower().endswith("; secure") == is_secure


def test_a_page_runs_the_apps_own_scripts_alone_and_a_file_none(own) -> None:
    policy = dict(part.split(" ", 1) for part in asked(own, "/")[1]["content-security-policy"].split("; "))
    assert "unsafe" not in policy["script-src"] and policy["object-src"] == "'none'"
    of_a_file = asked(own, "/media/a.html")[1]["content-security-policy"]
    assert of_a_file.startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics", "/_stcore/metrics/", "//_stcore/metrics", "/_stcore//metrics", "/%5Fstcore/metrics", "/_stcore/metrics?families=x",
        "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/script-health-check", "/component/x/index.html",
        "/_stcore/bidi-components/x", "/_STCORE/metrics", "/x/_stcore/metrics",
    ],
)  # fmt: skip
def test_what_no_page_needs_is_served_to_nobody(own, path: str) -> None:
    code, _, said = asked(own, path)
    assert code in (307, 400, 404) and "# TYPE" not in said
    assert status(own, path, method="POST", body=b"{}") in (307, 400, 404, 405)


@pytest.mark.parametrize(
    "path",
    [
        "/media/../../etc/passwd", "/media/..%2f..%2fetc%2fpasswd", "/media/%2e%2e/%2e%2e/etc/passwd", "/static/../../../../etc/passwd",
        "/static/..%5c..%5cetc%5cpasswd", "/static/%2e%2e%2f%2e%2e%2fetc/passwd", "/../.streamlit/secrets.toml", "/.streamlit/secrets.toml",
        "/app/static/../app.py", "//etc/passwd", "/static//etc/passwd", "/media/\\\\evil.example\\x", "/media/%00", "/drafts.sqlite",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(own, path: str) -> None:
    code, headers, said = asked(own, path)
    is_the_first_page = code == 200 and "<title>Streamlit</title>" in said
    assert is_the_first_page or code in (307, 400, 403, 404), code
    assert "root:" not in said and "cookie_secret" not in said and "import streamlit" not in said
    assert "evil.example" not in (headers["location"] or "")


@pytest.mark.parametrize(
    ("path", "first"), [("/start", "./"), ("/start/", "../"), ("/start?draft=a%26b", "./?draft=a%26b")]
)
def test_the_first_page_is_found_by_its_name_too(own, path: str, first: str) -> None:
    """Streamlit knows it by no name, and would say that there is no such page."""
    code, headers, _ = asked(own, path)
    assert (code, headers["location"]) == (307, first)


def test_only_a_file_for_a_page_that_is_open_is_taken(own) -> None:
    for method in ("PUT", "DELETE", "POST", "PATCH"):
        assert status(own, "/", method=method, body=b"x") in (405, 400)
        assert status(own, "/_stcore/upload_file/another/file", method=method, body=b"x") in (400, 403, 405)


@contextlib.contextmanager
def page_of_ones_own(port: int) -> Iterator[tuple[ClientConnection, str, str]]:
    """Opens a page as a browser does, and gives its line, the name of its session and the token for uploads."""
    token = asked(port, "/_stcore/health")[1]["set-cookie"].partition("_streamlit_xsrf=")[2].partition(";")[0]
    with connect(f"ws://localhost:{port}/_stcore/stream", max_size=None) as line:
        line.send(BackMsg(rerun_script=ClientState()).SerializeToString())
        while True:
            message = ForwardMsg.FromString(line.recv(timeout=PATIENCE))
            if message.WhichOneof("type") == "new_session":
                break
        yield line, message.new_session.initialize.session_id, token


def uploaded(port: int, session: str, token: str, name: str, size: int) -> int:
    """Uploads a file of some size for a page, and returns the status."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.yaml"\r\n\r\n'
        + b"x" * size
        + b"\r\n--x--\r\n"
    )
    said = {
        "Content_Type": "multipart/form-data; boundary=x", "X_Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}",
    }  # fmt: skip
    try:
        return asked(port, f"/_stcore/upload_file/{session}/{name}", method="PUT", body=body, **said)[0]
    except (ConnectionError, http.client.HTTPException):
        return 413  # it stops reading where there is too much


def test_what_is_uploaded_is_bounded_for_one_file_and_for_one_page(own) -> None:
    with page_of_ones_own(own) as (_, session, token):
        assert uploaded(own, session, token, "small", 1_000) == 204
        assert uploaded(own, session, token, "large", 11 * 1024 * 1024) == 413
        codes = [uploaded(own, session, token, f"file-{k}", 9_000_000) for k in range(8)]
        assert codes == [204] * 5 + [413] * 3, "45 megabytes for one page and no more"
        assert uploaded(own, "a-session-that-is-not", token, "f", 10) == 400
        assert uploaded(own, session, "forged", "f", 10) in (403, 413)


def test_a_message_of_any_size_ends_its_own_page_at_most(own) -> None:
    for size in (6_000_000, 40_000_000):
        with page_of_ones_own(own) as (line, _, _), contextlib.suppress(ConnectionClosed, ConnectionError):
            line.send(b"\xff" * size)
            while True:
                line.recv(timeout=PATIENCE)
        assert status(own, "/_stcore/health") == 200


def test_headers_without_end_are_refused_and_the_server_goes_on(own) -> None:
    with socket.create_connection(("127.0.0.1", own), timeout=PATIENCE) as line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: localhost\r\nX: {'x' * 200_000}\r\n\r\n".encode())
        assert line.recv(100).split()[1] == b"400"
    assert status(own, "/_stcore/health") == 200


def test_one_network_address_opens_so_many_pages_and_no_more(tmp_path) -> None:
    port = free_port()
    server = start_app(port, tmp_path)
    lines: list[socket.socket] = []
    codes = []
    ask = (
        "GET /_stcore/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    try:
        for _ in range(guard.MOST_PAGES + 20):
            line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            line.sendall(ask.encode())
            codes.append(int(line.recv(200).split()[1]))
            lines.append(line)
        assert codes == [101] * guard.MOST_PAGES + [403] * 20
        assert status(port, "/_stcore/health") == 200
        for line in lines:
            line.close()
        wait_for(f"http://localhost:{port}/_stcore/health", server)
        for _ in range(100):
            if opened(port) == 101:
                break
        else:
            pytest.fail("a page that was closed still counts")
    finally:
        stop_app(server)


def test_the_same_guard_stands_before_the_app_that_streamlit_itself_starts(tmp_path) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "app.py"),
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    usual = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    server = subprocess.Popen(
        command, cwd=tmp_path, env=usual, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://localhost:{port}/_stcore/health", server)
        assert status(port, "/", "evil.example") == opened(port, "evil.example") == 403
        assert status(port, "/_stcore/metrics") == 404
        assert asked(port, "/")[1]["x-frame-options"] == "SAMEORIGIN"
        assert opened(port, Origin=f"http://localhost:{port}") == 101
    finally:
        stop_app(server)


@pytest.mark.parametrize(
    "said", ["https://", ".", "a@b", "http://user:secret@host:x", "cases.example.org:port"]
)
def test_a_setting_that_names_no_host_is_said(said: str) -> None:
    with pytest.raises(ValueError, match="MAKE_THE_CASE_HOSTED takes the host name"):
        names_of(said)


def test_the_command_says_that_the_setting_names_no_host(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "make_the_case"), "app", "--headless", "--port", str(free_port())],
        env=os.environ | {"MAKE_THE_CASE_HOSTED": "not@a@host"}, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 2 and "MAKE_THE_CASE_HOSTED takes the host name" in done.stderr
    assert "Traceback" not in done.stderr
