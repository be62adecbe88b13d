package dev.usher.server.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.usher.engine.gateway.Gateway.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Envoy asks: as much of {@code envoy.service.auth.v3.CheckRequest} as counts here, by the
 * numbers of its fields.
 *
 * @param application as Envoy's configuration names it, in {@code context_extensions}; empty where
 *     that cannot be told
 * @param id Envoy's, of the request
 * @see <a href="https://github.com/envoyproxy/envoy/tree/main/api/envoy/service/auth/v3">its
 *     attribute_context.proto and external_auth.proto</a>
 */
record EnvoyCheck(String application, Optional<String> id, Forwarded forwarded) {
  private static final String APPLICATION = "gateway";

  private record Entry(String name, String value) {
    boolean isNamed(String other) {
      return name.equalsIgnoreCase(other);
    }
  }

  static EnvoyCheck read(byte[] message) {
    try {
      Wire attributes = Wire.of(ByteString.copyFrom(message)).in(1);
      Wire http = attributes.in(4).in(2);
      List<String> applications =
          entries(attributes.all(10), 2).stream()
              .filter(entry -> entry.name().equals(APPLICATION))
              .map(Entry::value)
              .toList();
      List<Entry> headers = new ArrayList<>(entries(http.all(3), 2));
      // Where Envoy is told to send them raw.
      headers.addAll(entries(http.in(13).all(1), 3));
      return new EnvoyCheck(
          applications.size() == 1 ? applications.getFirst() : "",
          Optional.of(http.text(1)),
          forwarded(new Request(http.text(2), http.text(4)), headers));
    } catch (InvalidProtocolBufferException wrong) {
      String why = "it is no message of Envoy's: " + wrong.getMessage();
      return new EnvoyCheck("", Optional.empty(), new Forwarded.Unclear(why));
    }
  }

  /** Names of headers that another proxy would say are the client's here. */
  private static Forwarded forwarded(Request request, List<Entry> headers) {
    for (Entry header : headers) {
      String plain = header.name().replace('_', '-');
      if (Forwarded.isOfAProxy(plain) || Forwarded.isOverride(plain))
        return Forwarded.Unclear.by(plain);
    }
    return new Forwarded.Is(
        request,
        headers.stream()
            .filter(header -> header.isNamed("authorization"))
            .map(Entry::value)
            .toList());
  }

  private static List<Entry> entries(List<ByteString> all, int value)
      throws InvalidProtocolBufferException {
    List<Entry> entries = new ArrayList<>();
    for (ByteString one : all) {
      Wire entry = Wire.of(one);
      entries.add(new Entry(entry.text(1), entry.text(value)));
    }
    return entries;
  }
}
