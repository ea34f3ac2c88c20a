"""Sends traces and measurements to OpenTelemetry, by OTLP over HTTP: imported only where an address is set, and it holds nobody up."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from time import perf_counter, time_ns
from typing import Any

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.environment_variables import OTEL_SERVICE_NAME
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricExportResult, MetricsData, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, Status, StatusCode

from make_the_case.telemetry.signals import OUTCOME, Facts, Timed

LOG = logging.getLogger("make_the_case")
NAME = "make_the_case"
SECONDS = 5.0
"""How long an address may take to answer, unless OTEL_EXPORTER_OTLP_TIMEOUT says otherwise."""
ENDS_WITHIN = 2.0
"""Seconds that what has not been sent yet may hold up the end of the server."""
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.75, 1, 2, 5, 10, 30, 60, 120, 300)
"""Seconds between which times are counted: 0.4 is what a change should take at most, 300 what slow work may."""
SPANS = {
    Timed.REQUEST: ("request", SpanKind.SERVER),
    Timed.PAGE: ("page", SpanKind.SERVER),
    Timed.CHANGE: ("change", SpanKind.INTERNAL),
    Timed.KEEPING: ("draft kept", SpanKind.INTERNAL),
    Timed.WORK: ("work", SpanKind.INTERNAL),
}
"""How a trace calls each thing."""
PREFIX = "make_the_case"
OF_THE_STANDARD = ("http.request.method", "http.response.status_code", "http.route")
"""Facts that OpenTelemetry has names for; any other bears ours."""


class Said:
    """What the log says of sending: one line when it cannot be done, and one when it can again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fails: set[str] = set()

    def note(self, what: str, is_sent: bool) -> None:
        """Takes note of whether something could be sent."""
        with self._lock:
            was_failing = bool(self._fails)
            if is_sent:
                self._fails.discard(what)
            else:
                self._fails.add(what)
            fails = bool(self._fails)
        if fails and not was_failing:
            LOG.warning(
                "the address in OTEL_EXPORTER_OTLP_ENDPOINT does not take %s; work goes on, and what cannot be sent is left out",
                what,
                extra={"facts": {"event": "telemetry_not_sent"}},
            )
        elif was_failing and not fails:
            LOG.info(
                "the address in OTEL_EXPORTER_OTLP_ENDPOINT answers again",
                extra={"facts": {"event": "telemetry_sent_again"}},
            )


class Spans(SpanExporter):
    """Sends traces, and says when that fails."""

    def __init__(self, said: Said, seconds: float | None) -> None:
        """Binds where it is said."""
        self._said, self._to = said, OTLPSpanExporter(timeout=seconds)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Sends some."""
        result = self._to.export(spans)
        self._said.note("traces", result is SpanExportResult.SUCCESS)
        return result

    def shutdown(self) -> None:
        """Sends no more."""
        self._to.shutdown()  # type: ignore[no-untyped-call]


class Measurements(OTLPMetricExporter):
    """Sends measurements, and says when that fails."""

    def __init__(self, said: Said, seconds: float | None) -> None:
        """Binds where it is said."""
        super().__init__(timeout=seconds)
        self._said = said

    def export(
        self, metrics_data: MetricsData, timeout_millis: float | None = 10_000, **more: Any
    ) -> MetricExportResult:
        """Sends some."""
        result = super().export(metrics_data, timeout_millis, **more)
        self._said.note("measurements", result is MetricExportResult.SUCCESS)
        return result


class Sending:
    """Whoever is told, and passes it on; `end` sends what is left."""

    def __init__(self, version: str, port: str, gauges: Mapping[str, tuple[str, Callable[[], float | None]]]):
        """Binds who sends; a gauge is a name with its unit and what is looked at once in a while."""
        for name in ("opentelemetry.sdk", "opentelemetry.exporter"):  # `Said` says it in one line
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        said = Said()
        seconds = None if os.environ.get("OTEL_EXPORTER_OTLP_TIMEOUT") else SECONDS
        usual = {"service.name": "make-the-case", "service.version": version, "service.instance.id": port}
        if os.environ.get(OTEL_SERVICE_NAME):
            del usual["service.name"]
        # Not `Resource.create`, which adds what it finds out about this computer.
        resource = Resource(usual).merge(OTELResourceDetector().detect())
        self._traces = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._traces.add_span_processor(BatchSpanProcessor(Spans(said, seconds)))
        reader = PeriodicExportingMetricReader(Measurements(said, seconds))
        bounds = View(instrument_name="*.duration", aggregation=ExplicitBucketHistogramAggregation(BOUNDS))
        self._metrics = MeterProvider([reader], resource=resource, shutdown_on_exit=False, views=[bounds])
        self._tracer = self._traces.get_tracer(NAME, version)
        meter = self._metrics.get_meter(NAME, version)
        self._times = {what: meter.create_histogram(what.value, "s") for what in Timed}
        self._errors = meter.create_counter("make_the_case.errors")
        for name, (unit, look) in gauges.items():
            meter.create_observable_gauge(name, [_observed(look)], unit)

    def times(self, what: Timed, facts: Facts) -> AbstractContextManager[None]:
        """Times what happens inside, as a trace and as a measurement."""
        return self._timed(what, facts)

    @contextmanager
    def _timed(self, what: Timed, facts: Facts) -> Iterator[None]:
        begun = perf_counter()
        name, kind = SPANS[what]
        # Without what an exception says of itself, which may hold what somebody typed.
        with self._tracer.start_as_current_span(
            name, kind=kind, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            finally:
                known = _named(facts)
                span.set_attributes(known)
                if facts.get(OUTCOME) == "failed":
                    span.set_status(Status(StatusCode.ERROR))
                self._times[what].record(perf_counter() - begun, known)

    def took(self, what: Timed, seconds: float, facts: Facts) -> None:
        """Takes note of something that took so many seconds until now."""
        now, known = time_ns(), _named(facts)
        name, kind = SPANS[what]
        span = self._tracer.start_span(name, kind=kind, attributes=known, start_time=now - int(seconds * 1e9))
        span.end(now)
        self._times[what].record(seconds, known)

    def failed(self, code: str, kind: str) -> None:
        """Counts a failure that nobody foresaw."""
        self._errors.add(1, {f"{PREFIX}.code": code, "error.type": kind})

    def end(self) -> None:
        """Sends what is left, for a moment at most: an address that does not answer holds up no server that is to end."""
        threads = [
            threading.Thread(target=each.shutdown, name="telemetry ends", daemon=True)
            for each in (self._traces, self._metrics)
        ]
        for thread in threads:
            thread.start()
        last = perf_counter() + ENDS_WITHIN
        for thread in threads:
            thread.join(max(0.0, last - perf_counter()))


def _named(facts: Facts) -> Facts:
    return {name if name in OF_THE_STANDARD else f"{PREFIX}.{name}": value for name, value in facts.items()}


def _observed(look: Callable[[], float | None]) -> Callable[[CallbackOptions], Iterable[Observation]]:
    def observed(_: CallbackOptions) -> Iterable[Observation]:
        found = look()
        return [] if found is None else [Observation(found)]

    return observed
