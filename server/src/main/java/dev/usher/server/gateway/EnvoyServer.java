package dev.usher.server.gateway;

import dev.usher.server.http.Limits;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Envoy's ext_authz by gRPC, {@code envoy.service.auth.v3.Authorization/Check}, on a port of its
 * own. To a proxy a no is an answer and not a failure of the call, which Envoy may be told to let
 * through.
 */
public final class EnvoyServer implements AutoCloseable {
  private static final String SERVICE = "envoy.service.auth.v3.Authorization";

  /** In bytes; Envoy takes 60 KiB of headers unless told. */
  private static final int LONGEST = 256 << 10;

  private static final int LONGEST_METADATA = 16 << 10;

  private static final MethodDescriptor<byte[], byte[]> CHECK =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Check"))
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  /** What is none of Envoy's messages is to be answered too, and so is not read by gRPC. */
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

  private final Gates gates;
  private final Limits limits;
  private final EnvoyWatch watch;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  private EnvoyServer(
      String host,
      int port,
      ServerCredentials credentials,
      Limits limits,
      Gates gates,
      EnvoyWatch watch)
      throws IOException {
    this.gates = gates;
    this.limits = limits;
    this.watch = watch;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(host, port), credentials)
            .executor(threads)
            .maxInboundMessageSize(LONGEST)
            .maxInboundMetadataSize(LONGEST_METADATA)
            .maxConnectionIdle(limits.idle().toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            // A proxy resets a stream for each client that hangs up; none ends the others' that
            // way.
            .maxRstFramesPerWindow(Integer.MAX_VALUE, 1)
            .addService(
                ServerServiceDefinition.builder(SERVICE).addMethod(CHECK, this::check).build())
            .build()
            .start();
  }

  /**
   * Listens when it returns.
   *
   * @param host a name or an address of this machine
   * @param port 0 for any that is free
   * @param watch told of every question that was answered; a stranger's is none
   * @throws UncheckedIOException when the port cannot be had
   */
  public static EnvoyServer start(
      String host,
      int port,
      ServerCredentials credentials,
      Limits limits,
      Gates gates,
      EnvoyWatch watch) {
    try {
      return new EnvoyServer(host, port, credentials, limits, gates, watch);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** On which it listens. */
  public int port() {
    return server.getPort();
  }

  /** From a stranger no message is read. */
  private Listener<byte[]> check(ServerCall<byte[], byte[]> call, Metadata metadata) {
    SocketAddress peer =
        Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    if (!gates.isProxy(peer)) {
      call.close(Status.PERMISSION_DENIED, new Metadata());
      return new Listener<>() {};
    }
    ServerCalls.UnaryMethod<byte[], byte[]> method =
        (message, answer) -> {
          answer.onNext(answer(peer, message));
          answer.onCompleted();
        };
    return ServerCalls.asyncUnaryCall(method).startCall(call, metadata);
  }

  private byte[] answer(SocketAddress peer, byte[] message) {
    long begun = System.nanoTime();
    EnvoyCheck check = EnvoyCheck.read(message);
    io.helidon.http.Status status =
        gates.ask(check.application(), peer, check.id(), check.forwarded());
    byte[] answer = EnvoyAnswer.of(status).toByteArray();
    watch.checked(status.code(), System.nanoTime() - begun);
    return answer;
  }

  /** Takes no more calls, and lets those that run finish within the grace. */
  @Override
  public void close() {
    server.shutdown();
    try {
      server.awaitTermination(limits.grace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      server.shutdownNow();
      threads.shutdown();
    }
  }
}
