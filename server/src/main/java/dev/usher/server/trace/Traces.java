package dev.usher.server.trace;

import dev.usher.engine.follow.Rota.Turn;
import dev.usher.server.http.RequestWatch;
import dev.usher.server.http.Route;
import dev.usher.server.log.EventLog;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Spans of requests and of turns, and of what is done in them, sent by OTLP over HTTP. They hold
 * names of routes and realms and no word of what a caller sent, no person and no statement. Nobody
 * waits for who takes them: what cannot be sent is lost.
 */
public final class Traces implements AutoCloseable {
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final AttributeKey<String> REALM = AttributeKey.stringKey("usher.realm");
  private static final AttributeKey<String> CALL = AttributeKey.stringKey("usher.call");

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /** Goes along to the threads that the engine starts, one for each realm. */
  private final ThreadLocal<Context> within =
      new InheritableThreadLocal<>() {
        @Override
        protected Context initialValue() {
          return Context.root();
        }
      };

  /** What may fail. */
  @FunctionalInterface
  public interface Work<T> {
    @Nullable T run() throws Exception;
  }

  private Traces(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get("dev.usher");
  }

  /**
   * @param address that takes a POST of OTLP, whole: {@code …/v1/traces}
   * @param server its name among those that share a store
   */
  public static Traces to(URI address, String server, EventLog log) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(address.toString())
            .setTimeout(PATIENCE)
            .setConnectTimeout(PATIENCE)
            .build();
    BatchSpanProcessor sending =
        BatchSpanProcessor.builder(new ToldExporter(exporter, address.getHost(), log))
            .setScheduleDelay(PAUSE)
            .build();
    return new Traces(
        SdkTracerProvider.builder().setResource(about(server)).addSpanProcessor(sending).build());
  }

  /** Who tells. */
  static Resource about(String server) {
    Attributes about =
        Attributes.of(
            AttributeKey.stringKey("service.name"),
            "usher",
            AttributeKey.stringKey("service.instance.id"),
            server);
    return Resource.getDefault().merge(Resource.create(about));
  }

  /** The same, each request in a span of its own, within the caller's where that is told (W3C). */
  public RequestWatch requests(RequestWatch counted) {
    return new RequestWatch() {
      @Override
      public void answered(Route route, int status, long nanos) {
        counted.answered(route, status, nanos);
      }

      @Override
      public void around(
          Route route, ServerRequest request, ServerResponse response, Passage passage)
          throws Exception {
        Context caller =
            W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS);
        Span span =
            tracer
                .spanBuilder(route.method().text() + " " + route.path())
                .setSpanKind(SpanKind.SERVER)
                .setParent(caller)
                .setAttribute(METHOD, route.method().text())
                .setAttribute(ROUTE, route.path())
                .startSpan();
        response.whenSent(() -> end(span, response.status().code()));
        request.context().register(RequestWatch.TRACE, span.getSpanContext().getTraceId());
        in(
            caller.with(span),
            () -> {
              passage.go();
              return span;
            });
      }
    };
  }

  private static void end(Span span, int status) {
    span.setAttribute(STATUS, status);
    if (status >= 500) span.setStatus(StatusCode.ERROR);
    span.end();
  }

  /** The same, each turn in a span of its own, and so what is done beside one. */
  public Turn turns(Turn turn) {
    return new Turn() {
      @Override
      public void beside(String realm) {
        own(
            "beside",
            realm,
            () -> {
              turn.beside(realm);
              return realm;
            });
      }

      @Override
      public Instant take(String realm) {
        return own("turn", realm, () -> turn.take(realm));
      }
    };
  }

  private <T> T own(String name, String realm, Work<T> work) {
    Span span = tracer.spanBuilder(name).setNoParent().setAttribute(REALM, realm).startSpan();
    try {
      return Objects.requireNonNull(spanned(Context.root(), span, work));
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * A part of the request or the turn that this thread is at.
   *
   * @param call what is done, by the name of a method
   */
  public <T> @Nullable T part(String name, String call, Work<T> work) throws Exception {
    Context around = within.get();
    Span span = tracer.spanBuilder(name).setParent(around).setAttribute(CALL, call).startSpan();
    return spanned(around, span, work);
  }

  private <T> @Nullable T spanned(Context around, Span span, Work<T> work) throws Exception {
    try {
      return in(around.with(span), work);
    } catch (Exception failure) {
      // Its message may quote what somebody wrote.
      span.setStatus(StatusCode.ERROR).setAttribute(ERROR, failure.getClass().getSimpleName());
      throw failure;
    } finally {
      span.end();
    }
  }

  private <T> @Nullable T in(Context context, Work<T> work) throws Exception {
    Context before = within.get();
    within.set(context);
    try {
      return work.run();
    } finally {
      within.set(before);
    }
  }

  /** The id of the trace that this thread works for. */
  public Optional<String> current() {
    return Optional.of(Span.fromContext(within.get()).getSpanContext())
        .filter(SpanContext::isValid)
        .map(SpanContext::getTraceId);
  }

  /** Sends what there is, if that is taken soon. */
  @Override
  public void close() {
    provider.shutdown().join(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static final TextMapGetter<ServerRequest> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(ServerRequest request) {
          return List.of();
        }

        @Override
        public @Nullable String get(@Nullable ServerRequest request, String name) {
          return request == null
              ? null
              : request.headers().first(HeaderNames.create(name)).orElse(null);
        }
      };
}
