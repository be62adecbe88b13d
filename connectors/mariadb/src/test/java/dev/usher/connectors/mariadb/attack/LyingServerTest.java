package dev.usher.connectors.mariadb.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.TargetFailure;
import dev.usher.connectors.api.TargetFailure.Code;
import dev.usher.connectors.mariadb.MariaDbConnector;
import dev.usher.connectors.mariadb.MariaDbType;
import dev.usher.connectors.mariadb.Shop;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What answers is no MariaDB, or none that tells the truth: a clear failure, and no secret. */
@Timeout(240)
class LyingServerTest {
  private static final String SECRET = "correct horse battery staple";
  private static final String NATIVE = "mysql_native_password";
  private static final Target TARGET = new Target("prod", "shop");

  private static Session<?> open(String url) {
    Policy.Connection connection =
        new Policy.Connection(url, "env:X", Optional.empty(), false, Shop.HERE);
    Policy.System system =
        new Policy.System(
            "shop",
            MariaDbType.TYPE,
            "",
            Map.of(),
            Map.of("host", List.of("%")),
            Map.of(),
            "{name}",
            false,
            "password",
            Shop.HERE);
    Realm realm = new Realm("liar", List.of(new Realm.Place(TARGET, system, connection)));
    return MariaDbConnector.mariaDb(InstantSource.system())
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
    assertThat(failure.getMessage()).contains("prod/shop").doesNotContain(SECRET);
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
    List<Liar.Talk> questions =
        List.of(
            client -> client.instead("mysql_clear_password", ""),
            client -> client.instead("dialog", "\4Password: "),
            client -> client.instead("dialog", "\2Password: "),
            client -> {
              client.instead("caching_sha2_password", "12345678901234567890\0");
              client.hear();
              client.say(Liar.bytes(1, 4));
            },
            client -> client.instead("mysql_old_password", ""),
            client -> client.instead("auth_gssapi_client", "x\0y\0"));
    for (Liar.Talk question : questions) {
      try (Liar liar =
          Liar.who(
              client -> {
                client.greet("11.4.5-MariaDB", NATIVE);
                client.hear();
                question.with(client);
                client.hear();
                client.hear();
              })) {
        for (String more : List.of("", "?sslMode=disable")) {
          assertThat(failure(liar.url() + more).code()).isNotEqualTo(Code.LOST);
        }
        assertThat(liar.heard()).doesNotContain(SECRET);
      }
    }
    for (String plugin : List.of("mysql_clear_password", "dialog")) {
      try (Liar liar =
          Liar.who(
              client -> {
                client.greet("11.4.5-MariaDB", plugin);
                client.hear();
                client.say(Liar.OK);
              })) {
        failure(liar.url());
        assertThat(liar.heard()).doesNotContain(SECRET);
      }
    }
  }

  @Test
  void whoAsksForItByPamIsToldWhatToDo() throws IOException {
    try (Liar liar =
        Liar.who(
            client -> {
              client.greet("11.4.5-MariaDB", NATIVE);
              client.hear();
              client.instead("dialog", "\4Password: ");
              client.hear();
            })) {
      assertThat(failure(liar.url()))
          .hasMessageContaining("sslMode=verify-full")
          .extracting(TargetFailure::code)
          .isEqualTo(Code.CREDENTIALS);
    }
  }

  /** By LOAD DATA LOCAL a server asks for any file of the client's, whatever was asked of it. */
  @Test
  void noFileIsSentToWhoAsksForOne(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("secret");
    Files.writeString(file, "what is in a file");
    byte[] wanted = Liar.join(Liar.bytes(0xfb), Liar.text(file.toString()));
    try (Liar early =
            Liar.who(
                client -> {
                  client.greet("11.4.5-MariaDB", NATIVE);
                  client.hear();
                  client.say(Liar.OK);
                  client.hear();
                  client.say(wanted);
                  client.hear();
                  client.error(1105, "no");
                });
        Liar late =
            Liar.afterTheWelcome(
                client -> {
                  client.say(wanted);
                  client.hear();
                  client.error(1105, "no");
                })) {
      failure(early.url());
      failure(late.url());
      assertThat(early.heard() + late.heard()).doesNotContain("what is in a file");
    }
  }

  /** By a variable that servers tell of by themselves, drivers are sent elsewhere. */
  @Test
  void whoIsSentElsewhereDoesNotGoThere() throws IOException {
    try (Liar other = Liar.who(Liar.Client::hear);
        Liar liar =
            Liar.who(
                client -> {
                  client.greet("11.4.5-MariaDB", NATIVE);
                  client.hear();
                  byte[] change =
                      Liar.join(
                          named("redirect_url"),
                          named("mariadb://usher:x@127.0.0.1:" + other.port() + "/"));
                  byte[] changes = Liar.join(Liar.bytes(0, change.length), change);
                  client.say(
                      Liar.join(Liar.bytes(0, 0, 0, 2, 0x40, 0, 0, 0, changes.length), changes));
                  while (true) {
                    client.hear();
                    client.error(1105, "no");
                  }
                })) {
      failure(liar.url());
      assertThat(other.came()).isZero();
    }
  }

  private static byte[] named(String text) {
    return Liar.join(Liar.bytes(text.length()), text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws IOException {
    byte[] row = Liar.Client.row(4, new byte[1 << 18]);
    byte[] whole = new byte[0xffffff];
    for (Liar.Talk endless :
        List.<Liar.Talk>of(
            client -> {
              client.columns(4);
              while (true) client.say(row);
            },
            client -> {
              client.columns(4);
              while (true) client.say(whole);
            })) {
      try (Liar liar = Liar.afterTheWelcome(endless)) {
        assertThat(failure(liar.url())).hasMessageContaining("an answer of more than");
      }
    }
  }

  @Test
  void answersThatMakeNoSenseAreNotTakenForAny() throws IOException {
    for (String value : List.of("", "\0", "@", "-1", "1.e", "\u001b[2J'; --", "t", "GRANT")) {
      try (Liar liar =
          Liar.afterTheWelcome(
              client -> {
                client.columns(12);
                for (int i = 0; i < 2; i++) {
                  client.say(Liar.Client.row(12, value.equals("\0") ? null : Liar.text(value)));
                }
                client.end();
              })) {
        failure(liar.url());
      }
    }
  }

  @Test
  void noAnswerAtAllIsAFailureOfTheTarget() throws IOException {
    for (Liar.Talk talk :
        List.<Liar.Talk>of(
            client -> client.say(Liar.OK), client -> client.error(1105, "\u001b]0;owned\007"))) {
      try (Liar liar = Liar.afterTheWelcome(talk)) {
        failure(liar.url());
      }
    }
  }

  @Test
  void aVersionThatIsNoneIsRefused() throws IOException {
    for (String version : List.of("MariaDB", "", "99999999999.1-MariaDB", "10-MariaDB", "x")) {
      try (Liar liar =
          Liar.who(
              client -> {
                client.greet("11.4.5-MariaDB", NATIVE);
                client.hear();
                client.say(Liar.OK);
                while (true) {
                  String sql = client.hear();
                  if (sql.contains("max_allowed_packet")) client.answer("16777216", "28800");
                  else if (sql.startsWith("\3SELECT")) client.answer(version);
                  else client.say(Liar.OK);
                }
              })) {
        failure(liar.url());
      }
    }
  }
}
