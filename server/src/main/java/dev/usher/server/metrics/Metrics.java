package dev.usher.server.metrics;

import dev.usher.server.gateway.EnvoyWatch;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts requests by the pattern of their route and Envoy's questions by their answer, and looks
 * gauges up when they are asked for. A label never holds what a caller sent: there are as many
 * series as routes and answers.
 */
public final class Metrics implements RequestWatch, EnvoyWatch {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final EventLog log;
  private final List<Looked> gauges = new ArrayList<>();

  private final Map<Answered, Timer> timers = new ConcurrentHashMap<>();

  private record Answered(Route route, int status) {}

  private final Map<Integer, Timer> checks = new ConcurrentHashMap<>();

  private record Looked(Gauge gauge, MultiGauge shown) {}

  public Metrics(List<Gauge> gauges, EventLog log) {
    this.log = log;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    for (Gauge one : gauges)
      this.gauges.add(
          new Looked(
              one, MultiGauge.builder(one.name()).description(one.help()).register(registry)));
    // It is listed also where nobody asks.
    checks.put(200, checks(200));
  }

  @Override
  public void answered(Route route, int status, long nanos) {
    timers
        .computeIfAbsent(new Answered(route, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void checked(int status, long nanos) {
    checks.computeIfAbsent(status, this::checks).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer checks(int status) {
    return Timer.builder("usher.envoy.checks")
        .description("Questions of Envoy over gRPC by what the client is answered.")
        .tag("status", String.valueOf(status))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Timer timer(Answered one) {
    return Timer.builder("usher.http.requests")
        .description("Requests by route and answer.")
        .tag("method", one.route().method().text())
        .tag("route", one.route().path())
        .tag("status", String.valueOf(one.status()))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /** All of it, in Prometheus's text (its exposition formats, version 0.0.4). */
  synchronized String text() {
    gauges.forEach(this::look);
    return registry.scrape();
  }

  /** What cannot be looked up is left out rather than told as it was. */
  private void look(Looked one) {
    Map<String, Double> values = Map.of();
    try {
      values = one.gauge().values().get();
    } catch (RuntimeException failure) {
      log.fault("gauge-unknown", failure, Map.of("gauge", one.gauge().name()));
    }
    List<Row<?>> rows = new ArrayList<>();
    values.forEach((label, value) -> rows.add(Row.of(tags(one.gauge(), label), value)));
    one.shown().register(rows, true);
  }

  private static Tags tags(Gauge gauge, String value) {
    return gauge.label().isEmpty() ? Tags.empty() : Tags.of(gauge.label(), value);
  }
}
