package dev.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.rpc.Status;
import dev.usher.server.PemTls;
import dev.usher.server.gateway.EnvoyServer;
import dev.usher.server.gateway.EnvoyWatch;
import dev.usher.server.http.Limits;
import dev.usher.testkit.Seeds;
import dev.usher.testkit.TestCertificate;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext.HttpRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.Attributes;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ServerCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyChannelBuilder.LocalSocketPicker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is Envoy's alone; what each proxy may ask is in {@link GatewayTest}. Envoy itself is not
 * here.
 */
@ExtendWith(Served.class)
class EnvoyTest {
  private final ApiServer server;
  private final Envoy envoy;
  private Shop shop;

  @TempDir private Path folder;

  EnvoyTest(ApiServer server) {
    this.server = server;
    shop = Shop.open(server);
    envoy = new Envoy(server.envoyPort());
  }

  @BeforeEach
  void anew() {
    shop = Shop.open(server);
  }

  @AfterEach
  void stop() {
    envoy.close();
  }

  private String logged() {
    return server.logged.toString(StandardCharsets.UTF_8);
  }

  private Map<String, String> alice() {
    return Map.of("authorization", "Bearer " + shop.token("alice"));
  }

  private CheckRequest good() {
    return Envoy.request("GET", "/orders/17", alice());
  }

  private static CheckResponse.Builder answer(int code) {
    return CheckResponse.newBuilder().setStatus(Status.newBuilder().setCode(code));
  }

  private static DeniedHttpResponse.Builder denied(StatusCode code) {
    return DeniedHttpResponse.newBuilder().setStatus(HttpStatus.newBuilder().setCode(code));
  }

  private static final CheckResponse FORBIDDEN =
      answer(7).setDeniedResponse(denied(StatusCode.Forbidden)).build();

  /** Nothing in it that is not named here: no reason, and no field that Envoy does not know. */
  @Test
  void answersAreItsOwnMessages() {
    assertThat(envoy.check(good()))
        .as(logged())
        .isEqualTo(answer(0).setOkResponse(OkHttpResponse.getDefaultInstance()).build());
    assertThat(envoy.check(Envoy.request("GET", "/orders/13?key=hunter2", alice())))
        .isEqualTo(FORBIDDEN);
    assertThat(logged())
        .contains("\"id\":\"8315327041226931733\"", "\"subject\":\"alice\"", "/orders/13")
        .contains("read day/shop/order:13", "\"status\":\"403\"")
        .doesNotContain("hunter2", shop.token("alice"));
    assertThat(envoy.check(Envoy.request("GET", "/orders/17", Map.of())))
        .isEqualTo(
            answer(16)
                .setDeniedResponse(
                    denied(StatusCode.Unauthorized)
                        .addHeaders(
                            HeaderValueOption.newBuilder()
                                .setHeader(
                                    HeaderValue.newBuilder()
                                        .setKey("www-authenticate")
                                        .setValue("Bearer"))))
                .build());
  }

  /** As Envoy puts two headers of one name together, and as it does not with encode_raw_headers. */
  @Test
  void twoTokensAreNone() {
    String token = "Bearer " + shop.token("alice");
    for (String other : List.of("Basic x", token, "Bearer x"))
      for (String both : List.of(token + "," + other, other + "," + token))
        assertThat(
                Envoy.status(
                    envoy.check(Envoy.request("GET", "/orders/17", Map.of("authorization", both)))))
            .isEqualTo(401);
    assertThat(Envoy.status(envoy.check(raw(token)))).isEqualTo(200);
    assertThat(Envoy.status(envoy.check(raw(token, token)))).isEqualTo(401);
    assertThat(Envoy.status(envoy.check(raw(token, "Bearer x")))).isEqualTo(401);
    CheckRequest.Builder inBoth = good().toBuilder();
    inBoth
        .getAttributesBuilder()
        .getRequestBuilder()
        .getHttpBuilder()
        .setHeaderMap(raw(token).getAttributes().getRequest().getHttp().getHeaderMap());
    assertThat(Envoy.status(envoy.check(inBoth.build()))).isEqualTo(401);
  }

  private static CheckRequest raw(String... authorizations) {
    HeaderMap.Builder headers = HeaderMap.newBuilder();
    for (String one : authorizations)
      headers.addHeaders(
          HeaderValue.newBuilder()
              .setKey("authorization")
              .setRawValue(ByteString.copyFromUtf8(one)));
    return Envoy.request(
        HttpRequest.newBuilder().setMethod("GET").setPath("/orders/17").setHeaderMap(headers));
  }

  @Test
  void aHeaderThatMayMakeAnotherRequestOfItIsDenied() {
    for (String header :
        List.of(
            "x-http-method-override",
            "X-HTTP-Method",
            "x_method_override",
            "x-original-url",
            "x-rewrite-url",
            "x-original-uri",
            "x-original-method",
            "x-forwarded-uri",
            "x_forwarded_method")) {
      Map<String, String> headers =
          Map.of("authorization", alice().get("authorization"), header, "");
      assertThat(envoy.check(Envoy.request("GET", "/orders/17", headers)))
          .as(header)
          .isEqualTo(FORBIDDEN);
    }
    assertThat(Envoy.status(envoy.check(good()))).isEqualTo(200);
  }

  @Test
  void whichApplicationItIsItsConfigurationSays() {
    for (String other : List.of("", "day", "night/shop", "day/ash", "day/shop/", " day/shop")) {
      CheckRequest.Builder request = good().toBuilder();
      request.getAttributesBuilder().putContextExtensions("gateway", other);
      assertThat(envoy.check(request.build())).as(other).isEqualTo(FORBIDDEN);
    }
    CheckRequest.Builder request = good().toBuilder();
    request.getAttributesBuilder().clearContextExtensions().putContextExtensions("g", "day/shop");
    assertThat(envoy.check(request.build())).isEqualTo(FORBIDDEN);
    assertThat(logged()).contains("none of its proxies", "no gateway is listed");
  }

  @Test
  void whatIsNoWholeMessageIsDeniedAndNoFailure() {
    byte[] good = good().toByteArray();
    assertThat(envoy.raw(good).getStatus().getCode()).isZero();
    List<byte[]> wrong = new ArrayList<>();
    wrong.add(new byte[0]);
    wrong.add(new byte[] {1});
    wrong.add("GET /orders/17".getBytes(StandardCharsets.UTF_8));
    wrong.add(Arrays.copyOf(good, good.length - 1));
    wrong.add(Arrays.copyOf(good, good.length + 1));
    wrong.add(twice(good));
    wrong.add(twiceNamed(good()));
    // Half a character in the path.
    byte[] half = good.clone();
    half[new String(good, StandardCharsets.ISO_8859_1).lastIndexOf("/orders/17") + 9] = (byte) 0xC3;
    wrong.add(half);
    for (byte[] one : wrong) assertThat(envoy.raw(one)).as(logged()).isIn(FORBIDDEN);
    assertThat(logged()).contains("no message of Envoy's").doesNotContain("fault");
  }

  /** Readers of such a message disagree which of them counts. */
  private static byte[] twice(byte[] message) {
    return ByteString.copyFrom(message)
        .concat(
            UnknownFieldSet.newBuilder()
                .addField(1, Field.newBuilder().addLengthDelimited(ByteString.EMPTY).build())
                .build()
                .toByteString())
        .toByteArray();
  }

  /** Of an application: in a map's place, which most readers take the last of. */
  private static byte[] twiceNamed(CheckRequest request) {
    AttributeContext name =
        AttributeContext.newBuilder().putContextExtensions("gateway", "day/shop").build();
    ByteString attributes = request.getAttributes().toByteString().concat(name.toByteString());
    return UnknownFieldSet.newBuilder()
        .addField(1, Field.newBuilder().addLengthDelimited(attributes).build())
        .build()
        .toByteArray();
  }

  @Test
  void atRandomNoMessageIsAYesToWhoMayNothing() {
    byte[] bobs =
        Envoy.request("GET", "/orders/17", Map.of("authorization", "Bearer " + shop.token("bob")))
            .toByteArray();
    Seeds.with(
        Seeds.first(),
        random -> {
          for (int i = 0; i < 400; i++) {
            byte[] message = bobs.clone();
            for (int n = random.nextInt(3); n >= 0; n--)
              message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            assertThat(Envoy.status(envoy.raw(message))).isIn(401, 403);
          }
        });
    assertThat(logged()).doesNotContain("fault");
  }

  @Test
  void manyAreAskedAtOnceOverOneConnection() throws Exception {
    CheckRequest good = good();
    // Who she is, the store need not be asked a thousand times.
    assertThat(Envoy.status(envoy.check(good))).isEqualTo(200);
    CheckRequest other = Envoy.request("GET", "/orders/13", alice());
    List<Future<CheckResponse>> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) answers.add(envoy.later().check(i % 2 == 0 ? good : other));
    for (int i = 0; i < answers.size(); i++)
      assertThat(Envoy.status(answers.get(i).get())).as(logged()).isEqualTo(i % 2 == 0 ? 200 : 403);
  }

  /** As clients do that hang up: nobody else's question may be lost by it. */
  @Test
  void whoGivesUpEndsNobodyElses() throws Exception {
    CheckRequest good = good();
    for (int i = 0; i < 300; i++) {
      envoy.later().check(good).cancel(true);
      Future<CheckResponse> kept = envoy.later().check(good);
      assertThat(Envoy.status(kept.get())).isEqualTo(200);
    }
  }

  /** Before anything of theirs is read. */
  @Test
  void whoIsNoProxyIsNotListenedTo() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.envoyPort())
            .localSocketPicker(
                new LocalSocketPicker() {
                  @Override
                  public SocketAddress createSocketAddress(SocketAddress to, Attributes about) {
                    return new InetSocketAddress("127.0.0.2", 0);
                  }
                })
            .usePlaintext()
            .build();
    try (Envoy stranger = new Envoy(channel)) {
      assertThatThrownBy(() -> stranger.check(good())).hasMessage("PERMISSION_DENIED");
    }
    assertThat(logged()).contains("none of its proxies");
    assertThat(Envoy.status(envoy.check(good()))).isEqualTo(200);
  }

  /** Which Envoy takes for a no, unless it is told to let through what fails. */
  @Test
  void whatIsTooLongIsNotRead() {
    CheckRequest tooLong = Envoy.request("GET", "/orders/17?" + "x".repeat(300_000), alice());
    assertThatThrownBy(() -> envoy.check(tooLong)).hasMessageContaining("RESOURCE_EXHAUSTED");
    // Which is short on its way.
    assertThatThrownBy(() -> envoy.compressed(tooLong)).isInstanceOf(StatusRuntimeException.class);
    Map<String, String> headers = new HashMap<>(alice());
    headers.put("cookie", "x".repeat(100_000));
    assertThat(Envoy.status(envoy.check(Envoy.request("GET", "/orders/17", headers))))
        .isEqualTo(200);
  }

  @Test
  void whoTrustsItsCertificateAsksOverTls() throws Exception {
    TestCertificate made = TestCertificate.make(folder);
    ServerCredentials credentials = PemTls.credentials(made.file(), made.key());
    try (EnvoyServer tls =
            EnvoyServer.start(
                "127.0.0.1", 0, credentials, Limits.USUAL, server.gates, EnvoyWatch.NOBODY);
        Envoy trusting = overTls(tls.port(), trust -> trust.trustManager(made.file().toFile()));
        Envoy doubting = overTls(tls.port(), _ -> {});
        Envoy plain = new Envoy(tls.port())) {
      assertThat(Envoy.status(trusting.check(good()))).isEqualTo(200);
      assertThatThrownBy(() -> doubting.check(good())).hasMessageContaining("UNAVAILABLE");
      assertThatThrownBy(() -> plain.check(good())).hasMessageContaining("UNAVAILABLE");
    }
  }

  @Test
  void itsQuestionsAreToldOfByTheirAnswers() throws Exception {
    List<Integer> answered = new CopyOnWriteArrayList<>();
    try (EnvoyServer counted =
            EnvoyServer.start(
                "127.0.0.1",
                0,
                InsecureServerCredentials.create(),
                Limits.USUAL,
                server.gates,
                (status, _) -> answered.add(status));
        Envoy asking = new Envoy(counted.port())) {
      asking.check(good());
      asking.check(good());
      asking.check(Envoy.request("GET", "/orders/13", alice()));
      asking.check(Envoy.request("GET", "/orders/17", Map.of()));
    }
    assertThat(answered).containsExactly(200, 200, 403, 401);
  }

  private interface Trust {
    void say(TlsChannelCredentials.Builder credentials) throws IOException;
  }

  private static Envoy overTls(int port, Trust trust) throws IOException {
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    trust.say(credentials);
    return new Envoy(
        NettyChannelBuilder.forAddress("localhost", port, credentials.build()).build());
  }
}
