"""A small receiver of OpenTelemetry on this computer: it takes what the app sends by OTLP over HTTP apart, and keeps it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

pytest.importorskip("opentelemetry.proto", reason="OpenTelemetry is not installed (the extra `telemetry`)")
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

TRACES, METRICS = "/v1/traces", "/v1/metrics"


@dataclass
class Received:
    """Everything that came."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    spans: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The name of each span, and its facts."""
    points: list[tuple[str, dict[str, Any], float]] = field(default_factory=list)
    """Of each measurement its name, its facts, and its value; of times how many there were."""
    resource: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self, path: str, body: bytes) -> None:
        """Takes one message apart."""
        self.bodies.append(body)
        if path == TRACES:
            for sent in ExportTraceServiceRequest.FromString(body).resource_spans:
                self.resource |= facts_of(sent.resource.attributes)
                for scope in sent.scope_spans:
                    for span in scope.spans:
                        assert not span.events and not span.status.message, (
                            "what an exception says stays here"
                        )
                        self.spans.append((span.name, facts_of(span.attributes)))
        elif path == METRICS:
            for sent in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                for scope in sent.scope_metrics:
                    for metric in scope.metrics:
                        for point in getattr(metric, metric.WhichOneof("data")).data_points:
                            value = getattr(point, "count", None) or point.as_int or point.as_double
                            self.points.append((metric.name, facts_of(point.attributes), float(value)))

    def has_span(self, name: str, **facts: str) -> bool:
        """Returns whether a span of this name came, with these facts of ours."""
        wanted = {f"make_the_case.{key}": value for key, value in facts.items()}
        return any(name == found and wanted.items() <= said.items() for found, said in self.spans)

    def names(self) -> set[str]:
        """Returns what was measured."""
        return {name for name, _, _ in self.points}


def facts_of(attributes: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in attributes}


@contextmanager
def receiver() -> Iterator[Received]:
    """Runs a receiver on a free port of this computer."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    received.port = int(server.server_address[1])
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield received
    finally:
        server.shutdown()
        server.server_close()
