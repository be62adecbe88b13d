package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.redis.AdminScript;
import dev.usher.connectors.redis.RedisConnector;
import dev.usher.testkit.RedisServer;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;

/** A Redis that had a life before usher, whose account is the script's. */
final class RedisBrownfield extends Brownfield {
  /** Names of keys and of channels that are tried. */
  static final List<String> NAMES =
      List.of("orders:1", "orders:old:1", "session:1", "stock:1", "else");

  /** What does no harm where nobody can be asked before. */
  private static final List<String> HARMLESS =
      List.of(
          "get", "set", "del", "hget", "hset", "lpush", "incr", "type", "exists", "publish", "info",
          "dbsize", "scan", "ping", "select", "keys", "sort");

  private static final String SECRET = "a secret of theirs";
  private static final List<String[]> COMMANDS = commands();

  final RedisServer server;

  RedisBrownfield(Version version, Path folder) {
    this(RedisServer.start(version), folder);
  }

  private RedisBrownfield(RedisServer server, Path folder) {
    super(folder.resolve("access-" + UUID.randomUUID()));
    this.server = server;
    AdminScript.commands("usher", "usher's own, and no other's")
        .forEach(words -> server.run(words.toArray(String[]::new)));
  }

  /** The connector's own table, for what there is to try. */
  private static List<String[]> commands() {
    try (InputStream table =
        Objects.requireNonNull(RedisConnector.class.getResourceAsStream("commands.tsv"))) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Somebody's account, with a password; each word is a rule. */
  RedisBrownfield account(String name, String... rules) {
    List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", name, "on", ">" + SECRET));
    if (is7()) words.add("resetchannels");
    words.addAll(List.of(rules));
    server.run(words.toArray(String[]::new));
    return this;
  }

  boolean is7() {
    return server.version() == Version.NEWEST;
  }

  @Override
  Connector<?> connector() {
    return new RedisConnector(CLOCK);
  }

  @Override
  String url() {
    return "redis://127.0.0.1:" + server.port();
  }

  /** What the policy calls it. */
  String system() {
    return "db-127-0-0-1-" + server.port();
  }

  @Override
  String admin() {
    return "usher:usher's own, and no other's";
  }

  @Override
  String filled(String text) {
    return text.replace(":db", system());
  }

  /** By ACL DRYRUN of all that there is; before Redis 7 by trying what does no harm. */
  @Override
  TreeSet<String> can() {
    TreeSet<String> can = new TreeSet<>();
    for (Object name : (List<?>) server.run("ACL", "USERS")) {
      String account = String.valueOf(name);
      if (account.equals("usher") || account.startsWith("usher.")) continue;
      can.add(account + " | login | " + isLetIn(account));
      if (is7()) asked(account, can);
      else tried(account, can);
    }
    return can;
  }

  /** Nobody can more or less than before, and nothing is left to do. */
  void isAsBefore(TreeSet<String> before) {
    TreeSet<String> now = can();
    TreeSet<String> less = new TreeSet<>(before);
    less.removeAll(now);
    now.removeAll(before);
    assertThat(now).as("more than before").isEmpty();
    assertThat(less).as("less than before").isEmpty();
    assertThat(statements(plan())).isEmpty();
  }

  private boolean isLetIn(String account) {
    try (Connection _ = server.connect(account, SECRET)) {
      return true;
    } catch (JedisAccessControlException refused) {
      return false;
    }
  }

  private void asked(String account, TreeSet<String> can) {
    List<String[]> questions = questions();
    try (Connection connection = server.connect()) {
      for (String[] words : questions) {
        List<String> all = new ArrayList<>(List.of("ACL", "DRYRUN", account));
        all.addAll(List.of(words));
        connection.sendCommand(RedisWords.arguments(all.toArray(String[]::new)));
      }
      List<Object> answers = connection.getMany(questions.size());
      for (int i = 0; i < answers.size(); i++) {
        if (RedisWords.plain(answers.get(i)).equals("OK"))
          can.add(account + " | " + String.join(" ", questions.get(i)));
      }
    }
  }

  private void tried(String account, TreeSet<String> can) {
    if (!isLetIn(account)) return;
    try (Connection connection = server.connect(account, SECRET)) {
      for (String[] words : questions()) {
        if (!HARMLESS.contains(words[0])) continue;
        String answer = "";
        try {
          RedisWords.say(connection, words);
        } catch (JedisDataException refused) {
          answer = String.valueOf(refused.getMessage());
        }
        if (!answer.startsWith("NOPERM")) can.add(account + " | " + String.join(" ", words));
      }
    }
  }

  /** Each command with each name; two names together where it takes two keys. */
  private static List<String[]> questions() {
    List<String[]> all = new ArrayList<>();
    for (String[] cells : COMMANDS) {
      if (!cells[5].contains("KEY")) {
        all.add(question(cells, "", ""));
        continue;
      }
      boolean takesTwo = cells[5].indexOf("KEY") < cells[5].lastIndexOf("KEY");
      for (String one : NAMES) {
        for (String other : takesTwo ? NAMES : List.of(one)) all.add(question(cells, one, other));
      }
    }
    return all;
  }

  private static String[] question(String[] cells, String first, String second) {
    List<String> words = new ArrayList<>(Arrays.asList(cells[0].split("\\|")));
    String name = first;
    for (String word : cells[5].isEmpty() ? new String[0] : cells[5].split(" ")) {
      words.add(word.equals("KEY") ? name : word);
      if (word.equals("KEY")) name = second;
    }
    return words.toArray(String[]::new);
  }

  @Override
  public void close() {
    server.close();
  }
}
