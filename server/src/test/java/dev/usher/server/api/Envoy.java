package dev.usher.server.api;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext.HttpRequest;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext.Peer;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc.AuthorizationFutureStub;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Asks as Envoy does: by its own published messages, and by another's client of gRPC. Its filter
 * itself is not here.
 */
final class Envoy implements AutoCloseable {
  private static final MethodDescriptor<byte[], byte[]> RAW =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(AuthorizationGrpc.getCheckMethod().getFullMethodName())
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  private final ManagedChannel channel;

  private record Bytes() implements Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  Envoy(int port) {
    this(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build());
  }

  Envoy(ManagedChannel channel) {
    this.channel = channel;
  }

  /** A request as its filter fills it in, with whatever usher does not look at. */
  static CheckRequest request(String method, String path, Map<String, String> headers) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(":method", method);
    all.put(":path", path);
    all.put(":authority", "shop.example");
    all.put(":scheme", "https");
    all.put("x-envoy-auth-partial-body", "false");
    return request(
        HttpRequest.newBuilder()
            .setId("8315327041226931733")
            .setMethod(method)
            .setPath(path)
            .setHost("shop.example")
            .setScheme("https")
            .setProtocol("HTTP/2")
            .setSize(-1)
            .putAllHeaders(all));
  }

  static CheckRequest request(HttpRequest.Builder http) {
    AttributeContext.Builder attributes =
        AttributeContext.newBuilder()
            .setSource(Peer.newBuilder().setAddress(address("203.0.113.9", 41_522)))
            .setDestination(Peer.newBuilder().setAddress(address("10.1.2.3", 8443)))
            .putContextExtensions("gateway", "day/shop");
    attributes.getRequestBuilder().setTime(Timestamp.newBuilder().setSeconds(1)).setHttp(http);
    attributes.getMetadataContextBuilder();
    attributes.getRouteMetadataContextBuilder();
    return CheckRequest.newBuilder().setAttributes(attributes).build();
  }

  private static Address address(String host, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
        .build();
  }

  CheckResponse check(CheckRequest request) {
    return AuthorizationGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(request);
  }

  /** Compressed, as Envoy never does. */
  CheckResponse compressed(CheckRequest request) {
    return AuthorizationGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .withCompression("gzip")
        .check(request);
  }

  AuthorizationFutureStub later() {
    return AuthorizationGrpc.newFutureStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  /** Whatever stands in a message's place. */
  CheckResponse raw(byte[] message) {
    try {
      CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
      return CheckResponse.parseFrom(ClientCalls.blockingUnaryCall(channel, RAW, soon, message));
    } catch (InvalidProtocolBufferException none) {
      throw new IllegalStateException(none);
    }
  }

  /** What its client gets, where usher lets nothing through: 200 stands for the application. */
  static int status(CheckResponse answer) {
    return answer.getStatus().getCode() == 0
        ? 200
        : answer.getDeniedResponse().getStatus().getCodeValue();
  }

  int asked(String token, String method, String path) {
    Map<String, String> headers =
        token.isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + token);
    CheckResponse answer = check(request(method, path, headers));
    List<String> challenges =
        answer.getDeniedResponse().getHeadersList().stream()
            .map(one -> one.getHeader().getKey() + ": " + one.getHeader().getValue())
            .toList();
    int status = status(answer);
    if (!challenges.equals(status == 401 ? List.of("www-authenticate: Bearer") : List.of()))
      throw new AssertionError(challenges);
    return status;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
