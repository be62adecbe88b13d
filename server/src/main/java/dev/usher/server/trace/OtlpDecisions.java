package dev.usher.server.trace;

import dev.usher.engine.decision.Decision;
import dev.usher.engine.decision.DecisionSink;
import dev.usher.engine.decision.Line;
import dev.usher.engine.decision.Line.Decided;
import dev.usher.engine.decision.Line.Dropped;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Lines of the decision log as log records, sent by OTLP over HTTP. */
public final class OtlpDecisions implements DecisionSink {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final OtlpHttpLogRecordExporter exporter;
  private final SdkLoggerProvider provider;
  private final Logger logger;

  /** Made and not sent yet. */
  private final List<LogRecordData> made = new ArrayList<>();

  /**
   * @param address that takes a POST of OTLP, whole: {@code …/v1/logs}
   * @param server its name among those that share a store
   */
  public OtlpDecisions(URI address, String server) {
    exporter =
        OtlpHttpLogRecordExporter.builder()
            .setEndpoint(address.toString())
            .setTimeout(PATIENCE)
            .setConnectTimeout(PATIENCE)
            .build();
    provider =
        SdkLoggerProvider.builder()
            .setResource(Traces.about(server))
            .addLogRecordProcessor((_, one) -> made.add(one.toLogRecordData()))
            .build();
    logger = provider.get("dev.usher");
  }

  @Override
  public void write(List<Line> lines) throws IOException {
    made.clear();
    for (Line line : lines) make(line);
    CompletableResultCode sent = exporter.export(List.copyOf(made));
    if (!sent.join(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS).isSuccess())
      throw new IOException("the receiver of OTLP does not take log records");
  }

  private void make(Line line) {
    LogRecordBuilder record =
        logger
            .logRecordBuilder()
            .setContext(Context.root())
            .setTimestamp(line.at())
            .setSeverity(Severity.INFO)
            .setAttribute("usher.run", line.run());
    switch (line) {
      case Decided(_, _, long number, Decision decision) -> {
        record.setEventName("usher.decision").setAttribute("usher.number", number);
        make(record, decision);
      }
      case Dropped(_, _, long count) ->
          record
              .setEventName("usher.decisions.dropped")
              .setSeverity(Severity.WARN)
              .setAttribute("usher.dropped", count);
    }
    record.emit();
  }

  private static void make(LogRecordBuilder record, Decision decision) {
    record
        .setBody(decision.allowed() ? "allowed" : "denied")
        .setAttribute("usher.surface", decision.surface().name().toLowerCase(Locale.ROOT))
        .setAttribute("usher.asker", decision.asker())
        .setAttribute("usher.allowed", decision.allowed());
    decision.request().ifPresent(one -> record.setAttribute("usher.request", one));
    decision
        .subject()
        .ifPresent(
            one ->
                record
                    .setAttribute("usher.subject.type", one.type())
                    .setAttribute("usher.subject.id", one.id()));
    decision.action().ifPresent(one -> record.setAttribute("usher.action", one));
    decision
        .resource()
        .ifPresent(
            one ->
                record
                    .setAttribute("usher.resource.type", one.type())
                    .setAttribute("usher.resource.id", one.id()));
    decision.reason().ifPresent(one -> record.setAttribute("usher.reason", one));
    decision.revision().ifPresent(one -> record.setAttribute("usher.revision", one));
  }

  @Override
  public void close() {
    provider.close();
    exporter.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
