"""A provider of sign-ins at fault: what the person sees, and what the log says, where its certificate has expired."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import free_port, start_app, stop_app

from make_the_case.views.shell.provider_faults import WORDS


def expired_certificate(folder: Path) -> Path:
    """Writes a certificate of this computer that ended yesterday, with its key, to one file."""
    pytest.importorskip(
        "cryptography", reason="cryptography is not installed (requirements-tests.txt has it)"
    )
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now - timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "expired.pem"
    form = serialization.PrivateFormat.TraditionalOpenSSL
    file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, form, plain))
    return file


@contextmanager
def provider_with(certificate: Path) -> Iterator[int]:
    """Listens as a provider would, and gives the port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()


@pytest.mark.browser
@pytest.mark.slow
def test_a_provider_whose_certificate_has_expired_is_a_sentence_on_the_page_and_a_line_in_the_log(
    chromium, tmp_path: Path
) -> None:
    port, certificate = free_port(), expired_certificate(tmp_path)
    with provider_with(certificate) as at, (tmp_path / "log").open("wb") as log:
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit" / "secrets.toml").write_text(
            f"""[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "{"not for use elsewhere " * 3}"
client_id = "make-the-case"
client_secret = "secret"
server_metadata_url = "https://localhost:{at}/.well-known/openid-configuration"
""",
            encoding="utf-8",
        )
        settings = {"MAKE_THE_CASE_HOSTED": "cases.example.org", "SSL_CERT_FILE": str(certificate)}
        server = start_app(port, tmp_path, log, MAKE_THE_CASE_DATA=str(tmp_path / "drafts"), **settings)
        window = chromium.new_context()
        page = window.new_page()
        page.goto(f"http://localhost:{port}")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text(WORDS).wait_for()
        window.close()
        stop_app(server)
    written = (tmp_path / "log").read_text(encoding="utf-8")
    (line,) = [line for line in written.splitlines() if "a sign-in failed" in line]
    assert "ConnectError" in line and "certificate has expired" in line
    assert "Traceback" not in written and "provider=" not in written
