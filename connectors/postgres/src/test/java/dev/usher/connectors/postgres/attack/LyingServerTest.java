package dev.usher.connectors.postgres.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.connectors.postgres.Shop;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What answers is no PostgreSQL, or none that tells the truth: a clear failure, and no secret. */
@Timeout(240)
class LyingServerTest {
  private static final String SECRET = "correct horse battery staple";
  private static final Target TARGET = new Target("prod", "shop");

  private static Session<PostgresFact> open(String url) {
    Policy.Connection connection =
        new Policy.Connection(url, "env:X", Optional.empty(), false, Shop.HERE);
    Policy.System system =
        new Policy.System(
            "shop",
            PostgresType.TYPE,
            "",
            Map.of(),
            Map.of("schemas", List.of("public")),
            Map.of(),
            "{name}",
            false,
            "scram",
            Shop.HERE);
    Realm realm = new Realm("liar", List.of(new Realm.Place(TARGET, system, connection)));
    return new PostgresConnector(InstantSource.system())
        .open(realm, _ -> new Login("usher", SECRET.toCharArray()), Duration.ofSeconds(1));
  }

  private static TargetFailure failure(String url) {
    TargetFailure failure =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            TargetFailure.class,
            () -> {
              try (Session<PostgresFact> session = open(url)) {
                session.inspect();
              }
            });
    assertThat(failure).isNotNull();
    assertThat(failure.getMessage()).doesNotContain(SECRET);
    return failure;
  }

  @Test
  void whoSaysNothingIsNotWaitedForLong() throws IOException {
    try (Liar liar = Liar.who(Liar.Client::hear)) {
      long start = System.nanoTime();
      assertThat(failure(liar.url()).code()).isEqualTo(Code.UNREACHABLE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }
  }

  @Test
  void whoHangsUpIsToldOf() throws IOException {
    try (Liar liar = Liar.who(_ -> {})) {
      assertThat(failure(liar.url()).code()).isIn(Code.UNREACHABLE, Code.LOST);
    }
  }

  /** Whoever stands between usher and a server without TLS has only to ask. */
  @Test
  void thePasswordIsNotGivenToWhoAsksForItAsItIs() throws IOException {
    try (Liar liar =
        Liar.who(
            client -> {
              client.say('R', 0, 0, 0, 3);
              client.hear();
            })) {
      for (String more : List.of("", "&sslmode=verify-full&sslmode=disable", "&sslmode=prefer")) {
        failure(liar.url() + more);
      }
      assertThat(failure(liar.url()))
          .hasMessageContaining("sslmode=verify-full")
          .extracting(TargetFailure::code)
          .isEqualTo(Code.CREDENTIALS);
      assertThat(liar.heard()).doesNotContain(SECRET);
    }
  }

  /** A server that may name the rounds could have usher compute for hours. */
  @Test
  void roundsWithoutEndAreRefused() throws IOException {
    try (Liar liar =
        Liar.who(
            client -> {
              client.say(
                  'R', 0, 0, 0, 10, 'S', 'C', 'R', 'A', 'M', '-', 'S', 'H', 'A', '-', '2', '5', '6',
                  0, 0);
              String first = client.hear();
              String nonce = first.substring(first.indexOf("r=") + 2);
              client.say(
                  'R', Liar.Client.text("\0\0\0\13r=" + nonce + "x,s=c2FsdHNhbHQ=,i=2000000000"));
              client.hear();
            })) {
      assertThat(failure(liar.url()).getMessage()).contains("prod/shop");
      assertThat(liar.heard()).doesNotContain(SECRET).doesNotContain("p=");
    }
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws IOException {
    byte[] row = Liar.Client.rowOf(12, new byte[1 << 18]);
    try (Liar liar =
        Liar.afterTheWelcome(
            client -> {
              client.columns(12);
              while (true) client.say('D', row);
            })) {
      assertThat(failure(liar.url())).hasMessageContaining("exceeded");
    }
  }

  @Test
  void answersThatMakeNoSenseAreNotTakenForAny() throws IOException {
    for (String value : List.of("", "\0", "{", "{NULL}", "{a,a}", "-1", "\u001b[2J'; --", "t")) {
      try (Liar liar =
          Liar.afterTheWelcome(
              client -> {
                client.columns(12);
                for (int i = 0; i < 2; i++) {
                  client.row(12, value.equals("\0") ? null : Liar.Client.text(value));
                }
                client.done();
              })) {
        assertThatThrownBy(() -> open(liar.url()).inspect()).hasMessageNotContaining(SECRET);
      }
    }
  }

  @Test
  void noAnswerAtAllIsAFailureOfTheTarget() throws IOException {
    try (Liar liar = Liar.afterTheWelcome(Liar.Client::done)) {
      failure(liar.url());
    }
    try (Liar liar = Liar.afterTheWelcome(client -> client.error("XX000", "\u001b]0;owned\007"))) {
      failure(liar.url());
    }
  }

  @Test
  void aFailedLoginNamesNoPassword() {
    assertThatThrownBy(() -> open("jdbc:postgresql://127.0.0.1:1/shop"))
        .isInstanceOf(TargetFailure.class)
        .hasMessageNotContaining(SECRET);
  }
}
