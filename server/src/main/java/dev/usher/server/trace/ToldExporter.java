package dev.usher.server.trace;

import dev.usher.server.log.EventLog;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells that spans cannot be sent, once until they can be again. */
final class ToldExporter implements SpanExporter {
  private final SpanExporter exporter;
  private final String host;
  private final EventLog log;
  private final AtomicBoolean isAway = new AtomicBoolean();

  ToldExporter(SpanExporter exporter, String host, EventLog log) {
    this.exporter = exporter;
    this.host = host;
    this.log = log;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode sent = exporter.export(spans);
    sent.whenComplete(() -> tell(sent.isSuccess()));
    return sent;
  }

  private void tell(boolean isSent) {
    boolean wasAway = isAway.getAndSet(!isSent);
    if (!isSent && !wasAway)
      log.warned(
          "traces-not-sent",
          Map.of("to", host, "hint", "see that it is up and takes OTLP over HTTP at that path"));
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
