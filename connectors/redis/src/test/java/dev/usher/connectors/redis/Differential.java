package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.random.RandomAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Random access, applied one after another to one server, each time with every account's every cell
 * held against what Meaning says.
 */
final class Differential implements AutoCloseable {
  private static final List<String> SUBJECTS = List.of("ann", "bob", "Cé-cile", "d\"e'", "eve");
  static final String PASSWORD = "one for all";

  /** What was found, over all trials. */
  static final class Count {
    int policies;
    int refused;
    long cells;
    long tried;
    int tamperings;

    @Override
    public String toString() {
      return "%d policies (%d refused by the server's age), %d cells, %d really tried, %d tamperings"
          .formatted(policies, refused, cells, tried, tamperings);
    }
  }

  private final Version version;
  private final RandomGenerator random;
  private final Count count;
  private final Estate estate;
  private final Applying applying;
  private final Live live;
  private final Map<Target, Catalogue> catalogues = new TreeMap<>();
  private final Set<String> words;
  private final Object stranger;
  private Optional<List<Access>> before = Optional.empty();

  Differential(Version version, RandomGenerator random, Count count) {
    this.version = version;
    this.random = random;
    this.count = count;
    estate = new Estate(version, random, 1 + random.nextInt(2));
    applying = estate.applying();
    live = new Live(estate);
    for (Target target : estate.targets()) {
      Map<Resource, Catalogue.Entry> entries = new TreeMap<>();
      entries.put(Resource.of(target), Catalogue.Entry.BARE);
      estate.things().stream()
          .filter(thing -> thing.on().target().equals(target))
          .forEach(thing -> entries.put(thing.on(), Catalogue.Entry.BARE));
      catalogues.put(target, new Catalogue(entries));
    }
    words = words();
    estate.server().run("ACL", "SETUSER", "stranger", "on", ">x", "~st*", "+get");
    stranger = estate.server().run("ACL", "GETUSER", "stranger");
  }

  /**
   * What this server carries; what is done to the server as a whole only where it is one target.
   */
  private Set<String> words() {
    SystemType type = RedisType.TYPE;
    Set<String> all = new TreeSet<>(type.words());
    all.removeIf(
        word -> {
          boolean server = !Set.of("connect").containsAll(type.expand(word, "server"));
          boolean action = type.kinds().values().stream().anyMatch(k -> k.actions().contains(word));
          return server && estate.targets().size() > 1 || action && !live.knows(word);
        });
    return all;
  }

  /** One policy: applied over whatever is there, checked, found to be all there is to do. */
  void trial() {
    List<Access> meant = meant();
    Applying.Planned planned = applying.apply(meant);
    count.policies++;
    if (planned.isRefused()) {
      assertThat(version).as("%s", planned.diagnostics()).isEqualTo(Version.OLDEST);
      assertThat(planned.errors()).containsOnly("needs-selectors");
      count.refused++;
      before.ifPresent(this::check);
      return;
    }
    before = Optional.of(meant);
    check(meant);
    if (random.nextInt(3) == 0) {
      live.tamper(random, count);
      applying.apply(meant);
      check(meant);
    }
  }

  /** Before 7 mostly with the same words throughout, for little else can be carried there. */
  private List<Access> meant() {
    List<String> all = List.copyOf(words);
    Set<String> same = new TreeSet<>(List.of(all.get(random.nextInt(all.size())), "read"));
    boolean isPlain = version == Version.OLDEST && random.nextInt(4) > 0;
    List<Access> meant = new ArrayList<>();
    for (Target target : estate.targets()) {
      Map<String, String> accounts = new TreeMap<>();
      SUBJECTS.forEach(subject -> accounts.put(subject, "u_" + subject));
      Access access =
          new RandomAccess(random, RedisType.TYPE, words)
              .in(target, catalogue(target), accounts, Set.of());
      meant.add(isPlain ? with(access, same) : access);
    }
    return meant;
  }

  private static Access with(Access access, Set<String> words) {
    Map<String, Access.Role> roles = new TreeMap<>();
    access
        .roles()
        .forEach(
            (name, role) ->
                roles.put(
                    name,
                    new Access.Role(
                        name,
                        role.rights().stream().map(right -> with(right, words)).toList(),
                        role.includes())));
    return new Access(access.target(), access.type(), access.at(), roles, access.members());
  }

  private static Right with(Right right, Set<String> words) {
    return new Right(
        words, right.on(), right.except(), right.columns(), right.rows(), right.cause());
  }

  private Catalogue catalogue(Target target) {
    return Objects.requireNonNull(catalogues.get(target));
  }

  private void check(List<Access> meant) {
    Set<String> members = new TreeSet<>();
    for (Access access : meant) {
      access.members().values().forEach(member -> members.add(member.account()));
    }
    Set<String> there = new TreeSet<>(live.accounts());
    there.removeAll(Set.of("default", "usher", RedisNames.LEDGER, "stranger"));
    assertThat(there).as("who has an account").isEqualTo(members);
    assertThat(estate.server().run("ACL", "GETUSER", "stranger")).isEqualTo(stranger);
    Map<String, Reach> reaches = new HashMap<>();
    try (Session<RedisFact> session = applying.open()) {
      session
          .probe(new Probe(Set.of(), Optional.empty(), random.nextBoolean()))
          .forEach(reach -> reaches.put(reach.account(), reach));
    }
    for (String account : members) {
      Map<Resource, Set<String>> predicted = predicted(account, meant);
      assertThat(live.can(account, count))
          .as("what %s can do", account)
          .isEqualTo(live.comparable(predicted));
      Reach reach = Objects.requireNonNull(reaches.get(account));
      assertThat(reach.powers()).as("powers of %s", account).isEmpty();
      assertThat(asked(reach, predicted)).as("what verify sees of " + account).isEqualTo(predicted);
    }
  }

  /** Without what comes with every account, and is told in every target of it. */
  private static Map<Resource, Set<String>> asked(
      Reach reach, Map<Resource, Set<String>> predicted) {
    Map<Resource, Set<String>> can = new TreeMap<>();
    reach
        .can()
        .forEach(
            (thing, actions) -> {
              Set<String> some = new TreeSet<>(actions.keySet());
              if (thing.path().isEmpty()) assertThat(some.remove("connect")).isTrue();
              if (!some.isEmpty() || predicted.containsKey(thing)) can.put(thing, some);
            });
    return can;
  }

  private Map<Resource, Set<String>> predicted(String account, List<Access> meant) {
    Map<Resource, Set<String>> all = new TreeMap<>();
    for (Access access : meant) {
      Optional<String> subject =
          access.members().values().stream()
              .filter(member -> member.account().equals(account))
              .map(Access.Member::subject)
              .findFirst();
      if (subject.isEmpty()) continue;
      Catalogue catalogue = catalogue(access.target());
      Meaning meaning = new Meaning(access, catalogue);
      for (Resource thing : catalogue.entries().keySet()) {
        Set<String> can = new TreeSet<>();
        meaning
            .decideAll(subject.get(), thing)
            .forEach(
                (action, decision) -> {
                  if (decision instanceof Decision.All && live.knows(action)) can.add(action);
                });
        can.remove("connect");
        if (!can.isEmpty()) all.put(thing, can);
      }
    }
    return all;
  }

  /** Nobody has anything any more. */
  void end() {
    List<Access> nothing =
        estate.targets().stream()
            .map(
                target ->
                    new Access(target, RedisType.TYPE, java.time.Instant.EPOCH, Map.of(), Map.of()))
            .toList();
    applying.apply(nothing);
    check(nothing);
  }

  @Override
  public void close() {
    live.close();
    estate.close();
  }
}
