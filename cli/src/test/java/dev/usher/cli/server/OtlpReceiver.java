package dev.usher.cli.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;

/** Takes OTLP over HTTP (opentelemetry-proto, collector/trace/v1 and collector/logs/v1). */
final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
  private final Queue<Log> logs = new ConcurrentLinkedQueue<>();
  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

  /**
   * @param about its attributes, numbers as texts
   * @param isWrong whether it ended as an error
   */
  record Span(
      String trace,
      String id,
      String parent,
      String name,
      Map<String, String> about,
      boolean isWrong) {}

  /**
   * @param about its attributes, numbers and truths as texts
   */
  record Log(String event, String body, Map<String, String> about) {}

  OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext("/v1/traces", exchange -> take(exchange, one -> spans.add(span(one))));
    server.createContext("/v1/logs", exchange -> take(exchange, one -> logs.add(log(one))));
    server.start();
  }

  /**
   * @param what {@code traces} or {@code logs}
   */
  String address(String what) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/" + what;
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  List<Log> logs() {
    return List.copyOf(logs);
  }

  /** All that came, as bytes that look like Latin letters. */
  String raw() {
    return String.join("\n", bodies);
  }

  /** Spans and log records lie equally deep. */
  private interface Taking {
    void take(UnknownFieldSet one) throws InvalidProtocolBufferException;
  }

  private void take(HttpExchange exchange, Taking taking) throws IOException {
    try (exchange) {
      boolean isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      byte[] body =
          (isZipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody())
              .readAllBytes();
      bodies.add(new String(body, java.nio.charset.StandardCharsets.ISO_8859_1));
      for (UnknownFieldSet resource : messages(UnknownFieldSet.parseFrom(body), 1))
        for (UnknownFieldSet scope : messages(resource, 2))
          for (UnknownFieldSet one : messages(scope, 2)) taking.take(one);
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Log log(UnknownFieldSet log) throws InvalidProtocolBufferException {
    List<UnknownFieldSet> body = messages(log, 5);
    return new Log(
        text(log, 12), body.isEmpty() ? "" : text(body.getFirst(), 1), attributes(log, 6));
  }

  private static Map<String, String> attributes(UnknownFieldSet in, int field)
      throws InvalidProtocolBufferException {
    Map<String, String> about = new TreeMap<>();
    for (UnknownFieldSet attribute : messages(in, field)) {
      UnknownFieldSet value = messages(attribute, 2).getFirst();
      about.put(
          text(attribute, 1),
          value.hasField(1)
              ? text(value, 1)
              : "" + value.getField(value.hasField(2) ? 2 : 3).getVarintList().getFirst());
    }
    return about;
  }

  private static Span span(UnknownFieldSet span) throws InvalidProtocolBufferException {
    boolean isWrong =
        messages(span, 15).stream()
            .anyMatch(status -> status.getField(3).getVarintList().contains(2L));
    return new Span(
        hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5), attributes(span, 9), isWrong);
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet in, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> all = new ArrayList<>();
    for (ByteString one : in.getField(field).getLengthDelimitedList())
      all.add(UnknownFieldSet.parseFrom(one));
    return all;
  }

  private static String text(UnknownFieldSet in, int field) {
    return in.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
  }

  private static String hex(UnknownFieldSet in, int field) {
    List<ByteString> bytes = in.getField(field).getLengthDelimitedList();
    return bytes.isEmpty() ? "" : HexFormat.of().formatHex(bytes.getFirst().toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
