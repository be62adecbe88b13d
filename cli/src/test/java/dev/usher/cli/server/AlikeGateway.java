package dev.usher.cli.server;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.usher.testkit.issuer.TestIssuer;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext.HttpRequest;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Asks as Envoy does in front of {@code prod/shop-api}, with the tokens of whoever makes requests.
 */
final class AlikeGateway implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 300;

  /** To sign one takes as long as to ask ten times. */
  private static final Duration GOOD = Duration.ofHours(2);

  private static final Duration FRESH = Duration.ofHours(1);
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private final TestIssuer issuer;
  private final ManagedChannel channel;
  private final Map<String, Token> tokens = new HashMap<>();

  private record Token(String text, Instant made) {}

  /** A request to the application; whose, says its token. */
  record Request(String method, String path) {
    static final Request EXPORT = new Request("GET", "/orders/export");

    static Request of(String doing, String order) {
      String path = "/orders/" + encoded(order);
      return switch (doing) {
        case "read" -> new Request("GET", path);
        case "refund" -> new Request("POST", path + "/refund");
        case "close" -> new Request("DELETE", path);
        default -> throw new IllegalArgumentException(doing);
      };
    }

    /** Whether no part of its path is taken apart by who decodes it too early. */
    boolean isPlain() {
      return !path.contains("%2F") && !path.contains("%25");
    }
  }

  /**
   * @param port of the server that has {@link #operator} as its operator's file
   */
  AlikeGateway(TestIssuer issuer, int port) {
    this.issuer = issuer;
    this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  static String operator(TestIssuer issuer) {
    return AlikeShop.all().stream()
        .map(shop -> gateway(issuer, shop))
        .collect(Collectors.joining("", "gateways:\n", ""));
  }

  private static String gateway(TestIssuer issuer, AlikeShop shop) {
    return """
      %1$s:
        proxies: [127.0.0.1]
        issuers: { "%2$s": { audience: %1$s } }
    """
        .formatted(shop.target(), issuer.url());
  }

  /** As RFC 3986 has it, with all encoded that may be. */
  private static String encoded(String name) {
    StringBuilder path = new StringBuilder();
    for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
      if (one > 0 && UNRESERVED.indexOf(one) >= 0) path.append((char) one);
      else path.append("%%%02X".formatted(one & 0xff));
    }
    return path.toString();
  }

  private String token(String who, String target) {
    String key = who + " " + target;
    Instant now = Instant.now();
    Token last = tokens.get(key);
    if (last != null && last.made().plus(FRESH).isAfter(now)) return last.text();
    String text = issuer.sign(claims(who).audience(target).build());
    tokens.put(key, new Token(text, now));
    return text;
  }

  /** Whose tokens are not this one's. */
  private static String another(String target) {
    List<String> all = AlikeShop.all().stream().map(AlikeShop::target).toList();
    return all.get((all.indexOf(target) + 1) % all.size());
  }

  private JWTClaimsSet.Builder claims(String who) {
    JWTClaimsSet.Builder claims = issuer.claims("sub-of-" + who, who);
    claims.expirationTime(Date.from(Instant.now().plus(GOOD)));
    return AlikeShop.isService(who) ? claims.claim("azp", who) : claims;
  }

  private String authorization(String who, String target) {
    return "Bearer " + token(who, target);
  }

  private static HttpRequest.Builder http(Request request) {
    return HttpRequest.newBuilder()
        .setId("8315327041226931733")
        .setMethod(request.method())
        .setPath(request.path())
        .setHost("shop.example")
        .setScheme("https")
        .setProtocol("HTTP/2")
        .setSize(-1)
        .putHeaders(":method", request.method())
        .putHeaders(":path", request.path())
        .putHeaders(":authority", "shop.example")
        .putHeaders("x-request-id", "17");
  }

  private static CheckRequest check(String target, HttpRequest.Builder http) {
    CheckRequest.Builder check = CheckRequest.newBuilder();
    check
        .getAttributesBuilder()
        .putContextExtensions("gateway", target)
        .getRequestBuilder()
        .setHttp(http);
    return check.build();
  }

  private Future<CheckResponse> later(CheckRequest check) {
    return AuthorizationGrpc.newFutureStub(channel)
        .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .check(check);
  }

  /** Which of them may go on. */
  List<Boolean> allowed(List<AlikeQuestion> questions) throws Exception {
    List<Future<CheckResponse>> answers = new ArrayList<>();
    for (AlikeQuestion one : questions)
      answers.add(
          later(
              check(
                  one.target(),
                  http(one.request().orElseThrow())
                      .putHeaders("authorization", authorization(one.who(), one.target())))));
    List<Boolean> allowed = new ArrayList<>();
    for (Future<CheckResponse> one : answers) allowed.add(isAllowed(one.get()));
    return allowed;
  }

  /** The same request with something about it that another reader may read in another way. */
  List<Boolean> twisted(AlikeQuestion question) throws Exception {
    String who = question.who();
    Request request = question.request().orElseThrow();
    String target = question.target();
    String mine = authorization(who, target);
    List<HttpRequest.Builder> all = new ArrayList<>();
    all.add(http(request));
    all.add(http(request).putHeaders("authorization", authorization(who, another(target))));
    all.add(http(request).putHeaders("authorization", mine + "," + mine));
    for (String header :
        List.of("x-http-method-override", "x_http_method", "x-original-url", "x-forwarded-uri"))
      all.add(http(request).putHeaders("authorization", mine).putHeaders(header, request.method()));
    HttpRequest.Builder twice = http(request).putHeaders("authorization", mine);
    twice
        .getHeaderMapBuilder()
        .addHeaders(HeaderValue.newBuilder().setKey("Authorization").setValue(mine));
    all.add(twice);
    Request small = new Request(request.method().toLowerCase(Locale.ROOT), request.path());
    all.add(http(small).putHeaders("authorization", mine));
    all.add(
        http(new Request(request.method(), "/" + request.path()))
            .putHeaders("authorization", mine));
    List<Boolean> allowed = new ArrayList<>();
    for (HttpRequest.Builder one : all) allowed.add(isAllowed(later(check(target, one)).get()));
    return allowed;
  }

  private static boolean isAllowed(CheckResponse answer) {
    boolean isOk = answer.getStatus().getCode() == 0;
    if (isOk != answer.hasOkResponse()) throw new AssertionError(answer);
    return isOk;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
