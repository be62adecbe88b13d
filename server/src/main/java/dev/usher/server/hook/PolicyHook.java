package dev.usher.server.hook;

import dev.usher.server.http.Caller;
import dev.usher.server.http.Endpoint;
import dev.usher.server.http.Limits;
import dev.usher.server.http.Problem;
import dev.usher.server.http.ProblemException;
import dev.usher.server.http.RawBody;
import dev.usher.server.http.Right;
import dev.usher.server.http.Route;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A repository's host says that somebody pushed, and has to prove that it is that host: by GitHub's
 * {@code X-Hub-Signature-256} over the body (Gitea and Forgejo send it too), or by GitLab's {@code
 * X-Gitlab-Token}. What it says beside that is not read: what stands there is asked of the
 * repository itself.
 */
public final class PolicyHook implements Endpoint {
  private static final HeaderName SIGNATURE = HeaderNames.create("X-Hub-Signature-256");
  private static final HeaderName TOKEN = HeaderNames.create("X-Gitlab-Token");
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "sha256=";
  private static final int SHORTEST = 16;

  private final SecretKeySpec secret;
  private final RawBody body;
  private final Runnable look;

  /**
   * @param secret shared with the host
   * @param look asks for a look, and does not wait for it
   * @throws IllegalArgumentException for a secret that could be guessed
   */
  public PolicyHook(String secret, Limits limits, Runnable look) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (!isSecret(secret))
      throw new IllegalArgumentException(
          "the webhook's secret is too short; make one: openssl rand -hex 32");
    this.secret = new SecretKeySpec(bytes, ALGORITHM);
    this.body = new RawBody(limits);
    this.look = look;
  }

  /** Whether nobody will guess it by trying. */
  public static boolean isSecret(String secret) {
    return secret.length() >= SHORTEST;
  }

  public List<Route> routes() {
    return List.of(Route.post("/hooks/policy", Right.OPEN, this));
  }

  @Override
  public void handle(Caller caller, ServerRequest request, ServerResponse response) {
    byte[] sent = body.read(request);
    Optional<String> signature = request.headers().first(SIGNATURE);
    Optional<String> token = request.headers().first(TOKEN);
    boolean known = signature.isPresent() ? signed(signature.get(), sent) : isOurs(token);
    if (!known) throw unknown();
    look.run();
    response.status(Status.ACCEPTED_202).send();
  }

  private boolean signed(String signature, byte[] sent) {
    byte[] right = (PREFIX + HexFormat.of().formatHex(hmac(sent))).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(right, signature.getBytes(StandardCharsets.UTF_8));
  }

  /** By what is made of both, so that not even how long the secret is shows. */
  private boolean isOurs(Optional<String> token) {
    return token.isPresent()
        && MessageDigest.isEqual(
            hmac(secret.getEncoded()), hmac(token.get().getBytes(StandardCharsets.UTF_8)));
  }

  private byte[] hmac(byte[] of) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac.doFinal(of);
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
    }
  }

  private static ProblemException unknown() {
    return new Problem(
            401,
            "unauthenticated",
            "Who asks is not known",
            "The signature is not made with this server's secret: give the repository's webhook"
                + " the one that the server has.")
        .withHeader("WWW-Authenticate", "Signature header=\"X-Hub-Signature-256\"")
        .raised();
  }
}
