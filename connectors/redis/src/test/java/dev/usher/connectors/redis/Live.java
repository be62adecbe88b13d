package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.redis.Command.Kind;
import dev.usher.connectors.redis.Estate.Thing;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import dev.usher.testkit.RedisServer;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;

/** What accounts can really do, by the server's own answers, with nothing of the connector's. */
final class Live implements AutoCloseable {
  private static final String PASSWORD = "one for all";

  /** Asked of the server as a whole by really trying, for they do no harm. */
  private static final List<String> HARMLESS =
      List.of("dbsize", "time", "lastsave", "config|get", "client|info", "acl|whoami", "info");

  private final Estate estate;
  private final RedisServer server;
  private final Connection connection;
  private final Set<String> known = new TreeSet<>();
  private final boolean has7;

  Live(Estate estate) {
    this.estate = estate;
    this.server = estate.server();
    this.connection = server.connect();
    this.has7 = server.version() != Version.OLDEST;
    for (Object each : (List<?>) RedisWords.say(connection, "COMMAND")) {
      List<?> command = (List<?>) each;
      known.add(command.getFirst().toString());
      if (has7) {
        ((List<?>) command.get(9)).forEach(part -> known.add(((List<?>) part).get(0).toString()));
      }
    }
  }

  /** Whether the server has it, and usher gives it there. */
  boolean knows(String action) {
    if (action.equals("connect")) return true;
    Command command = Commands.ALL.get(action);
    if (has7) return known.contains(action);
    return command.in6() && known.contains(command.words().getFirst()) && !action.equals("sort");
  }

  List<String> accounts() {
    return ((List<?>) server.run("ACL", "USERS")).stream().map(String::valueOf).toList();
  }

  private List<Object> say(Connection to, List<List<String>> commands) {
    List<Object> answers = new ArrayList<>();
    for (int from = 0; from < commands.size(); from += 500) {
      List<List<String>> some = commands.subList(from, Math.min(from + 500, commands.size()));
      some.forEach(words -> to.sendCommand(RedisWords.arguments(words.toArray(String[]::new))));
      to.getMany(some.size()).forEach(answer -> answers.add(RedisWords.plain(answer)));
    }
    return answers;
  }

  private record Cell(Resource on, Command command, List<String> words) {}

  /** What the account can do, thing by thing, each of a thing's patterns alike. */
  Map<Resource, Set<String>> can(String account, Differential.Count count) {
    server.run("ACL", "SETUSER", account, ">" + PASSWORD);
    Map<Resource, Set<String>> tried = tried(account, count);
    server.run("ACL", "SETUSER", account, "<" + PASSWORD);
    if (!has7) return tried;
    List<Cell> cells = new ArrayList<>(cells());
    for (Command command : Commands.ALL.values()) {
      if (command.kind() != Kind.SERVER || !knows(command.name())) continue;
      for (Target target : estate.targets()) {
        cells.add(new Cell(Resource.of(target), command, command.trying("1")));
      }
    }
    List<List<String>> questions = new ArrayList<>();
    for (Cell cell : cells) {
      List<String> question = new ArrayList<>(List.of("ACL", "DRYRUN", account));
      question.addAll(cell.words());
      questions.add(question);
    }
    List<Object> answers = say(connection, questions);
    for (Object answer : answers) {
      assertThat(answer.toString()).doesNotStartWith("ERR").doesNotContain("wrong number");
    }
    count.cells += cells.size();
    Map<Resource, Set<String>> dry = found(cells, answers.stream().map("OK"::equals).toList());
    assertThat(tried)
        .as("what %s can by trying is what it can by DRYRUN", account)
        .isEqualTo(triable(dry));
    return dry;
  }

  /** Without what would do harm, or make the test wait. */
  static Map<Resource, Set<String>> triable(Map<Resource, Set<String>> all) {
    Map<Resource, Set<String>> some = new TreeMap<>();
    all.forEach(
        (thing, can) -> {
          Set<String> left = new TreeSet<>(can);
          left.removeIf(action -> thing.path().isEmpty() && !HARMLESS.contains(action));
          left.removeIf(action -> waits(Commands.ALL.get(action)));
          if (!left.isEmpty()) some.put(thing, left);
        });
    return some;
  }

  /** What there is to hold it against: before 7 there is no asking without doing. */
  Map<Resource, Set<String>> comparable(Map<Resource, Set<String>> all) {
    return has7 ? all : triable(all);
  }

  private static boolean waits(Command command) {
    return command.is("blocking") && !command.name().startsWith("x");
  }

  private List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Thing thing : estate.things()) {
      boolean keys = thing.on().path().getFirst().kind().isEmpty();
      for (Command command : Commands.ALL.values()) {
        if (command.kind() != (keys ? Kind.KEYS : Kind.CHANNEL) || !knows(command.name())) continue;
        for (int i = 0; i < thing.samples().size(); i++) {
          boolean asPattern = command.name().equals("psubscribe");
          String name = asPattern ? thing.patterns().get(i) : thing.samples().get(i);
          cells.add(new Cell(thing.on(), command, command.trying(name)));
        }
      }
    }
    return cells;
  }

  /** Allowed is what is allowed by every pattern of a thing; by some of them alone is a fault. */
  private static Map<Resource, Set<String>> found(List<Cell> cells, List<Boolean> allowed) {
    Map<Resource, Set<String>> can = new TreeMap<>();
    Map<Resource, Set<String>> cannot = new TreeMap<>();
    for (int i = 0; i < cells.size(); i++) {
      (allowed.get(i) ? can : cannot)
          .computeIfAbsent(cells.get(i).on(), _ -> new TreeSet<>())
          .add(cells.get(i).command().name());
    }
    can.forEach(
        (thing, some) ->
            assertThat(some).noneMatch(cannot.getOrDefault(thing, Set.of())::contains));
    return can;
  }

  /** By a connection of the account's own; before 7 all of it, for there is nothing to ask. */
  private Map<Resource, Set<String>> tried(String account, Differential.Count count) {
    List<Cell> cells = new ArrayList<>(cells());
    for (String action : HARMLESS) {
      Command command = Commands.ALL.get(action);
      for (Target target : estate.targets()) {
        cells.add(new Cell(Resource.of(target), command, command.trying("1")));
      }
    }
    cells.removeIf(cell -> waits(cell.command()));
    List<Boolean> allowed = new ArrayList<>();
    List<Cell> plain = cells.stream().filter(cell -> !listens(cell)).toList();
    List<Cell> listening = cells.stream().filter(Live::listens).toList();
    try (Connection own = server.connect(account, PASSWORD)) {
      say(own, plain.stream().map(Cell::words).toList())
          .forEach(answer -> allowed.add(isAllowed(answer)));
    }
    for (Cell cell : listening) {
      try (Connection own = server.connect(account, PASSWORD)) {
        allowed.add(isAllowed(say(own, List.of(cell.words())).getFirst()));
      }
    }
    List<Cell> all = new ArrayList<>(plain);
    all.addAll(listening);
    count.tried += all.size();
    return found(all, allowed);
  }

  private static boolean listens(Cell cell) {
    return cell.command().kind() == Kind.CHANNEL && cell.command().reads();
  }

  private static boolean isAllowed(Object answer) {
    boolean refused =
        answer instanceof JedisAccessControlException
            || answer instanceof JedisDataException error
                && String.valueOf(error.getMessage()).startsWith("NOPERM");
    return !refused;
  }

  /** What others may do to accounts of usher's, a few times. */
  void tamper(RandomGenerator random, Differential.Count count) {
    List<String> ours = accounts().stream().filter(name -> name.startsWith("u_")).toList();
    if (ours.isEmpty()) return;
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      String account = ours.get(random.nextInt(ours.size()));
      if (!accounts().contains(account)) continue;
      Thing thing = estate.things().get(random.nextInt(estate.things().size()));
      List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", account));
      words.addAll(rules(random, thing.patterns().getFirst()));
      if (words.size() == 3) words = List.of("ACL", "DELUSER", account);
      try {
        server.run(words.toArray(String[]::new));
        count.tamperings++;
      } catch (JedisDataException isSoAlready) {
        assertThat(isSoAlready).hasMessageContaining("does not have any effect");
      }
    }
  }

  private List<String> rules(RandomGenerator random, String pattern) {
    return switch (random.nextInt(has7 ? 16 : 12)) {
      case 0 -> List.of();
      case 1 -> List.of("off");
      case 2 -> List.of("~" + pattern, "+get");
      case 3 -> List.of("allkeys");
      case 4 -> List.of("allchannels", "+subscribe");
      case 5 -> List.of("+@all");
      case 6 -> List.of("-@all");
      case 7 -> List.of("-ping");
      case 8 -> List.of("+@read", "~elsewhere:*");
      case 9 -> List.of("+acl|setuser");
      case 10 -> List.of("resetkeys");
      case 11 -> List.of("+config|get", "-@string");
      case 12 -> List.of("(~" + pattern + " +set)");
      case 13 -> List.of("clearselectors");
      case 14 -> List.of("(+flushall)");
      default -> List.of("%W~" + pattern, "+del");
    };
  }

  @Override
  public void close() {
    connection.close();
  }
}
