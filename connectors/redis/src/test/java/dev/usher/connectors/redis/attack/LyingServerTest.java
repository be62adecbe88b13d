package dev.usher.connectors.redis.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.redis.RedisConnector;
import dev.usher.connectors.redis.RedisType;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers is no Redis, or none that tells the truth: a clear failure. */
@Timeout(240)
class LyingServerTest {
  private static final String SECRET = "correct horse battery staple";
  private static final Target TARGET = new Target("prod", "cache");

  private static Session<?> open(String url) {
    Source at = new Source("access/test.yaml", 1, 1);
    Policy.Connection connection = new Policy.Connection(url, "env:X", Optional.empty(), false, at);
    Policy.System system =
        new Policy.System(
            "cache",
            RedisType.TYPE,
            "",
            Map.of("prod", connection),
            Map.of(),
            Map.of("keys", Map.of("orders", List.of("orders:*")), "channels", Map.of()),
            "{name}",
            false,
            "password",
            at);
    Realm realm = new Realm("liar", List.of(new Realm.Place(TARGET, system, connection)));
    return new RedisConnector(InstantSource.system())
        .open(realm, _ -> new Login("usher", SECRET.toCharArray()), Duration.ofSeconds(1));
  }

  private static TargetFailure failure(String url) {
    TargetFailure failure =
        catchThrowableOfType(
            TargetFailure.class,
            () -> {
              try (Session<?> session = open(url)) {
                session.inspect();
              }
            });
    assertThat(failure).isNotNull();
    assertThat(failure.getMessage()).contains("prod/cache").doesNotContain(SECRET);
    return failure;
  }

  @Test
  void whoSaysNothingIsNotWaitedForLong() throws IOException {
    try (Liar liar =
        Liar.who(
            client -> {
              while (true) client.hear();
            })) {
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

  /** Redis has its password as it is: by TLS alone is it kept from whoever listens. */
  @Test
  void whoDoesNotSpeakTlsWhereItIsAskedForHearsNoPassword() throws IOException {
    try (Liar liar = Liar.who(client -> client.say("+OK\r\n"))) {
      failure(liar.url() + "?tls=true");
      assertThat(liar.heard()).doesNotContain(SECRET).doesNotContain("AUTH");
    }
  }

  /** Lengths that no answer of usher's has, lists in lists in lists, lines that do not end. */
  @ParameterizedTest
  @ValueSource(strings = {"$2147483647\r\n", "$-7\r\n", "*2147483647\r\n", "*-7\r\n"})
  void lengthsThatAreLiesAreNotBelieved(String head) throws IOException {
    for (boolean late : List.of(false, true)) {
      Liar.Talk endless =
          client -> {
            client.say(head);
            String more = ":1\r\n".repeat(1 << 16);
            while (true) client.say(more);
          };
      try (Liar liar = late ? Liar.afterTheWelcome(endless) : Liar.who(endless)) {
        failure(liar.url());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*1\r\n", "a", "$1\r\na\r\n"})
  void anAnswerWithoutEndIsCutOff(String part) throws IOException {
    try (Liar liar =
        Liar.afterTheWelcome(
            client -> {
              client.say(part.equals("a") ? "+" : "*10000000\r\n");
              String more = part.repeat(1 << 16);
              while (true) client.say(more);
            })) {
      failure(liar.url());
    }
  }

  @Test
  void whoIsSentElsewhereDoesNotGoThere() throws IOException {
    try (Liar other = Liar.who(Liar.Client::hear)) {
      for (String word : List.of("MOVED 1 ", "ASK 1 ")) {
        String sent = "-" + word + "127.0.0.1:" + other.port() + "\r\n";
        try (Liar early = Liar.who(client -> client.say(sent));
            Liar late = Liar.afterTheWelcome(client -> client.say(sent))) {
          failure(early.url());
          failure(late.url());
        }
      }
      assertThat(other.came()).isZero();
    }
  }

  /** Whatever an answer is instead of what was asked for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "+\u001b]0;owned\u0007\r\n",
        ":7\r\n",
        "$-1\r\n",
        "*-1\r\n",
        "*0\r\n",
        "*2\r\n:1\r\n$-1\r\n",
        "*1\r\n$11\r\nuser a on (\r\n",
        "*1\r\n$20\r\nuser usher.ledger ~~\r\n",
        ">2\r\n$10\r\ninvalidate\r\n*0\r\n:1\r\n",
        "#t\r\n",
        ",nan\r\n",
        "x\r\n",
        "\r\n"
      })
  void answersThatMakeNoSenseGiveAwayNothing(String answer) throws IOException {
    try (Liar early =
            Liar.who(
                client -> {
                  while (true) {
                    client.hear();
                    client.say(answer);
                  }
                });
        Liar late = Liar.afterTheWelcome(client -> client.say(answer))) {
      for (Liar liar : List.of(early, late)) {
        Throwable told =
            catchThrowable(
                () -> {
                  try (Session<?> session = open(liar.url())) {
                    session.inspect();
                    session.holds();
                  }
                });
        if (liar == early) assertThat(told).isInstanceOf(TargetFailure.class);
        if (told != null) assertThat(told).hasMessageNotContaining(SECRET);
      }
    }
  }
}
