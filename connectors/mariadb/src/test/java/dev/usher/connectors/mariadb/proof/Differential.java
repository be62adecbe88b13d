package dev.usher.connectors.mariadb.proof;

import static dev.usher.connectors.mariadb.Ground.account;
import static dev.usher.connectors.mariadb.Ground.name;
import static dev.usher.connectors.mariadb.Ground.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Login;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.mariadb.Ground;
import dev.usher.connectors.mariadb.MariaDbConnector;
import dev.usher.core.access.Access;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Meaning;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import dev.usher.testkit.MariaDb;
import dev.usher.testkit.live.Cell;
import dev.usher.testkit.random.RandomAccess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Random access, applied one after another, each time held against what every account has. */
final class Differential implements AutoCloseable {
  private static final Source NOWHERE = new Source("estate.yaml", 1, 1);
  private static final List<String> SUBJECTS = List.of("ann", "bob", "Cé cile", "d\"e'", "%eve");
  private static final List<String> DATABASES = List.of("shop", "sh%op", "a`b", "größe", "x'y\\z");
  private static final int ATTEMPTS = 20;

  /** One database as this test sees it, and what the adopted account had before. */
  private record View(Content content, Answers answers, Attempt attempt, BitSet before) {
    Target target() {
      return content.target();
    }
  }

  private final RandomGenerator random;
  private final Ground ground;
  private final Count count;
  private final Realm realm;
  private final List<View> views = new ArrayList<>();
  private final Map<String, String> accounts = new TreeMap<>();
  private final String adopted;

  Differential(MariaDb server, RandomGenerator random, int databases, Count count) {
    this.random = random;
    this.count = count;
    ground = new Ground(server);
    adopted = "old_" + ground.tag;
    server.run("create user " + account(adopted) + " identified by " + text(Ground.PASSWORD));
    for (String subject : SUBJECTS) accounts.put(subject, subject + "_" + ground.tag);
    accounts.put("old", adopted);
    List<Place> places = new ArrayList<>();
    for (String environment : List.of("dev", "prod").subList(0, databases)) {
      Target target = new Target(environment + "-" + ground.tag, "shop");
      String stem = DATABASES.get(random.nextInt(DATABASES.size()));
      String database = ground.database(stem + environment);
      Content content = Content.random(server, random, target, database);
      content.catalogue().entries().keySet().stream()
          .filter(thing -> thing.path().size() == 1 && thing.path().getFirst().kind().isEmpty())
          .findFirst()
          .ifPresent(
              thing ->
                  server.run(
                      "grant select on %s.%s to %s"
                          .formatted(
                              name(database),
                              name(thing.path().getFirst().name()),
                              account(adopted))));
      Answers answers = new Answers(ground, content);
      views.add(new View(content, answers, new Attempt(server, content), answers.of(adopted)));
      places.add(place(target, server.url(database)));
    }
    realm = new Realm(connector().realmKey(places.getFirst().connection().url()), places);
  }

  private Place place(Target target, String url) {
    Policy.System system =
        new Policy.System(
            "shop",
            ground.connector().type(),
            "",
            Map.of(),
            Map.of(),
            Map.of(),
            "{name}",
            false,
            "password",
            NOWHERE);
    return new Place(
        target, system, new Policy.Connection(url, "env:X", Optional.empty(), false, NOWHERE));
  }

  private MariaDbConnector connector() {
    return ground.connector();
  }

  private Session<?> open() {
    return Applying.open(connector(), realm, login());
  }

  private Login login() {
    return new Login(ground.usher, Ground.PASSWORD.toCharArray());
  }

  /** One policy: applied over whatever is there, checked, found to be all there is to do. */
  void trial() {
    Set<String> words = new TreeSet<>(connector().type().words());
    List<Access> meant =
        views.stream()
            .map(
                view ->
                    new RandomAccess(random, connector().type(), words)
                        .in(view.target(), view.content().catalogue(), accounts, Set.of(adopted)))
            .toList();
    Applying.apply(connector(), realm, login(), meant);
    check(meant);
    if (random.nextInt(3) == 0) {
      Tampering.tamper(ground, random, views.stream().map(View::content).toList(), accounts);
      Applying.apply(connector(), realm, login(), meant);
      check(meant);
    }
    assertThat(Applying.left(connector(), realm, login(), meant)).as("left to do").isEmpty();
    count.policies++;
  }

  /** Nobody has anything any more, and nothing that usher made is left. */
  void end() {
    List<Access> nothing =
        views.stream()
            .map(
                view ->
                    new Access(
                        view.target(), connector().type(), Instant.EPOCH, Map.of(), Map.of()))
            .toList();
    Applying.apply(connector(), realm, login(), nothing);
    check(nothing);
    String like = "'%" + ground.tag + "%'";
    assertThat(ground.server.rows("select * from usher.mark where environment like " + like))
        .isEmpty();
    assertThat(existing()).isEqualTo(Set.of(adopted));
    assertThat(ground.roles())
        .filteredOn(row -> row.getFirst().contains(ground.tag))
        .allSatisfy(row -> assertThat(row.getFirst()).isEqualTo(ground.usher));
  }

  private Set<String> existing() {
    Set<String> found = new TreeSet<>();
    ground
        .server
        .rows("select user from mysql.user where host = '%' and user like '%" + ground.tag + "'")
        .forEach(row -> found.add(row.getFirst()));
    found.retainAll(accounts.values());
    return found;
  }

  private void check(List<Access> meant) {
    for (int i = 0; i < views.size(); i++) check(views.get(i), meant.get(i));
  }

  private void check(View view, Access access) {
    Meaning meaning = new Meaning(access, view.content().catalogue());
    Set<String> asked = existing();
    Map<String, BitSet> can = new TreeMap<>();
    for (String account : asked) {
      BitSet has = view.answers().of(account);
      can.put(account, has);
      BitSet expected = new BitSet();
      access.members().values().stream()
          .filter(member -> member.account().equals(account))
          .forEach(member -> expected.or(predicted(meaning, member.subject(), view)));
      if (account.equals(adopted)) expected.or(view.before());
      compare(view, account, expected, has, access);
    }
    access.members().values().forEach(one -> assertThat(asked).contains(one.account()));
    if (random.nextInt(3) == 0) probed(view, can);
    attempts(view, List.copyOf(asked), can, access);
  }

  private BitSet predicted(Meaning meaning, String subject, View view) {
    BitSet bits = new BitSet();
    List<Cell> cells = view.answers().cells();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      bits.set(i, isMeant(meaning, subject, cell));
    }
    return bits;
  }

  /** All of a thing's columns are held one by one where a column that comes would not be. */
  private static boolean isMeant(Meaning meaning, String subject, Cell cell) {
    return meaning.decide(subject, cell.action(), cell.on(), Optional.empty())
        instanceof Decision.All;
  }

  private void compare(View view, String account, BitSet expected, BitSet has, Access access) {
    List<Cell> cells = view.answers().cells();
    count.cells += cells.size();
    for (int i = 0; i < cells.size(); i++) {
      if (expected.get(i) == has.get(i)) continue;
      Cell cell = cells.get(i);
      if (expected.get(i) && isByEveryColumn(cells, has, i)) continue;
      count.differences++;
      throw new AssertionError(
          account
              + (has.get(i) ? " can, and should not: " : " cannot, and should: ")
              + cell
              + "\n"
              + access);
    }
  }

  private static boolean isByEveryColumn(List<Cell> cells, BitSet has, int whole) {
    Cell cell = cells.get(whole);
    if (cell.on().column().isPresent()) return false;
    boolean any = false;
    for (int i = 0; i < cells.size(); i++) {
      Cell other = cells.get(i);
      if (other.on().column().isEmpty()
          || !other.on().whole().equals(cell.on())
          || !other.action().equals(cell.action())) continue;
      if (!has.get(i)) return false;
      any = true;
    }
    return any;
  }

  /** What the connector's probe says is what information_schema says. */
  private void probed(View view, Map<String, BitSet> can) {
    List<Cell> cells = view.answers().cells();
    try (Session<?> session = open();
        var reaches = session.probe(new Probe(can.keySet(), Optional.empty(), true))) {
      reaches.forEach(
          reach -> {
            BitSet has = can.get(reach.account());
            for (int i = 0; i < cells.size(); i++) {
              Cell cell = cells.get(i);
              Extent extent =
                  reach.can().getOrDefault(cell.on().whole(), Map.of()).get(cell.action());
              boolean says =
                  switch (extent) {
                    case null -> false;
                    case Extent.Whole _ -> true;
                    case Extent.Columns(Set<String> names) ->
                        names.contains(cell.on().column().orElse(""));
                    case Extent.Some _, Extent.Uneven _ -> false;
                  };
              count.probed++;
              boolean really = has.get(i) || isByEveryColumn(cells, has, i);
              assertThat(says).as("probe of %s: %s", reach.account(), cell).isEqualTo(really);
            }
          });
    }
  }

  /** Some of the cells, half of them allowed where there are any, tried for real. */
  private void attempts(View view, List<String> asked, Map<String, BitSet> can, Access access) {
    if (asked.isEmpty()) return;
    List<Cell> cells = view.answers().cells();
    for (int i = 0; i < ATTEMPTS; i++) {
      String who = asked.get(random.nextInt(asked.size()));
      boolean member =
          access.members().values().stream().anyMatch(one -> one.account().equals(who));
      if (!member && !who.equals(adopted)) continue;
      BitSet has = can.get(who);
      int at = random.nextInt(cells.size());
      if (i % 2 == 0) at = Math.max(0, has.nextSetBit(at));
      Cell cell = cells.get(at);
      boolean some =
          has.stream()
              .mapToObj(cells::get)
              .anyMatch(
                  one ->
                      one.action().equals(cell.action())
                          && one.on().whole().equals(cell.on().whole()));
      if (!Attempt.isTold(cell, has.get(at), some)) continue;
      String password = Attempt.password();
      ground.server.run("alter user " + account(who) + " identified by " + text(password));
      Optional<Boolean> really = view.attempt().can(who, password, cell);
      if (really.isEmpty()) continue;
      count.statements++;
      assertThat(really.get()).as("%s really: %s", who, cell).isEqualTo(has.get(at));
    }
  }

  @Override
  public void close() {
    ground.close();
  }

  /** How much was done. */
  static final class Count {
    long policies;
    long cells;
    long statements;
    long probed;
    long differences;

    @Override
    public String toString() {
      return "%,d policies, %,d cells compared, %,d statements really run, %,d cells probed, %,d differences"
          .formatted(policies, cells, statements, probed, differences);
    }
  }
}
