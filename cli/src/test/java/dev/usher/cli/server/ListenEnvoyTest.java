package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server and its other port; what is said there is the server's own test. */
class ListenEnvoyTest {
  private static final Pattern PORT = Pattern.compile("\"envoy-port\":\"([0-9]+)\"");
  private static final MethodDescriptor<byte[], byte[]> CHECK =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName("envoy.service.auth.v3.Authorization/Check")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  @TempDir private Path folder;

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

  @Test
  void aProxyOfTheOperatorsIsAnsweredUntilTheServerStops() throws Exception {
    String gateways =
        """
        gateways:
          prod/shop-api:
            proxies: [127.0.0.1]
            issuers: { "http://127.0.0.1:1": { audience: shop } }
        """;
    ManagedChannel channel;
    try (LoginServer server = new LoginServer(folder, gateways, "")) {
      Matcher said = PORT.matcher(server.logged.toString(StandardCharsets.UTF_8));
      assertThat(said.find()).isTrue();
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(said.group(1)))
              .usePlaintext()
              .build();
      // Its status, with the code 7: it does not say which application it asks of.
      assertThat(asked(channel)).startsWith(0x0a, 2, 8, 7);
      assertThat(server.logged.toString(StandardCharsets.UTF_8)).contains("gateway-denied");
      assertThat(numbers(server)).contains("usher_envoy_checks_seconds_count{status=\"403\"} 1\n");
    }
    assertThatThrownBy(() -> asked(channel)).isInstanceOf(StatusRuntimeException.class);
    channel.shutdownNow();
  }

  private static String numbers(LoginServer server) throws Exception {
    HttpRequest asked =
        HttpRequest.newBuilder(server.address().resolve("/metrics"))
            .header("Authorization", "Bearer " + LoginServer.FIRST)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(asked, BodyHandlers.ofString()).body();
    }
  }

  private static byte[] asked(ManagedChannel channel) {
    return ClientCalls.blockingUnaryCall(
        channel, CHECK, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), new byte[0]);
  }
}
