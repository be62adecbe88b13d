package dev.usher.connectors.postgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.postgres.model.PostgresType;
import dev.usher.core.access.Access;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Target;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Sql;
import dev.usher.testkit.live.Answers;
import dev.usher.testkit.live.Attempt;
import dev.usher.testkit.live.Cell;
import dev.usher.testkit.live.Thing;
import dev.usher.testkit.live.Things;
import dev.usher.testkit.random.RandomAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Random access, applied one after another to one estate, each time with every account's every cell
 * held against the prediction.
 */
final class Differential implements AutoCloseable {
  private static final List<String> SUBJECTS = List.of("ann", "bob", "Cé cile", "d\"e", "eve");

  /** One site as this test sees it. */
  private record View(
      Estate.Site site,
      Connection connection,
      List<Thing> things,
      Answers answers,
      Catalogue catalogue,
      BitSet helpers) {}

  private final RandomGenerator random;
  private final Estate estate;
  private final Applying applying;
  private final Session<?> session;
  private final Count count;
  private final List<View> views = new ArrayList<>();
  private final Map<String, String> accounts = new TreeMap<>();
  private final Set<String> words = new TreeSet<>(PostgresType.TYPE.words());

  Differential(Postgres server, RandomGenerator random, int databases, Count count) {
    this.random = random;
    this.count = count;
    this.estate = Estate.random(server, random, databases);
    applying = estate.applying();
    session = applying.start();
    words.remove("own");
    if (server.major() < 17) words.remove("maintain");
    for (String subject : SUBJECTS) accounts.put(subject, estate.tag() + "_" + subject);
    accounts.put("old", estate.adopted());
    for (Estate.Site site : estate.sites()) {
      Connection connection = site.database().connect();
      List<Thing> things = Things.read(connection, site.target(), site.schema().managed());
      Answers answers = new Answers(PostgresType.TYPE, things, server.major());
      BitSet helpers = Tampering.grantSome(connection, answers, estate.helper(), random, 20);
      views.add(
          new View(
              site, connection, things, answers, OwnCatalogue.read(connection, things), helpers));
    }
  }

  /** One policy: applied over whatever is there, checked, found to be all there is to do. */
  void trial() {
    List<Access> meant = views.stream().map(this::random).toList();
    applying.apply(session, meant);
    check(meant);
    if (random.nextInt(3) == 0) {
      views.forEach(view -> Tampering.tamper(view.connection, view.answers, estate, random));
      Applying.Planned mended = applying.apply(session, meant);
      if (mended.plan().isEmpty()) count.tamperingsWithoutEffect++;
      check(meant);
    }
    Applying.Planned again = applying.plan(session, meant);
    assertThat(again.errors()).isEmpty();
    assertThat(again.plan().stages()).as("nothing is left to do").isEmpty();
    for (View view : views) {
      assertThat(again.observed().catalogues().get(view.site.target()).entries())
          .isEqualTo(view.catalogue.entries());
    }
    count.policies++;
  }

  /** Nobody has anything any more, and no role that usher made is left. */
  void end() {
    List<Access> nothing =
        views.stream()
            .map(
                view ->
                    new Access(
                        view.site.target(),
                        PostgresType.TYPE,
                        java.time.Instant.EPOCH,
                        Map.of(),
                        Map.of()))
            .toList();
    session.close();
    applying.apply(nothing);
    check(nothing);
    String ours =
        """
        select r.rolname, s.deptype, b.datname, s.classid::regclass, s.objid, s.objsubid
        from pg_roles r join pg_shdescription d
        on d.objoid = r.oid and d.classoid = 'pg_authid'::regclass
        left join pg_shdepend s on s.refobjid = r.oid left join pg_database b on b.oid = s.dbid
        where d.description like 'usher:%%%s%%' and not d.description like '%%adopted%%'
        """
            .formatted(estate.tag());
    assertThat(estate.sites().getFirst().database().rows(ours)).isEmpty();
  }

  private Access random(View view) {
    Target target = view.site.target();
    Map<String, String> here = new TreeMap<>(accounts);
    return new RandomAccess(random, PostgresType.TYPE, words)
        .in(target, view.catalogue, here, Set.of(estate.adopted()));
  }

  private void check(List<Access> meant) {
    for (int i = 0; i < views.size(); i++) check(views.get(i), meant.get(i));
  }

  private void check(View view, Access access) {
    Set<String> asked = existing(view.connection);
    Set<String> all = new TreeSet<>(asked);
    all.add(Answers.PUBLIC);
    all.add(estate.helper());
    Map<String, BitSet> can = view.answers.ask(view.connection, all);
    BitSet everybody = can.get(Answers.PUBLIC);
    if (view.site.revoke()) {
      assertThat(
              everybody.stream()
                  .filter(i -> !view.answers.thing(i).belongs())
                  .mapToObj(view.answers.cells()::get))
          .as("PUBLIC has nothing")
          .isEmpty();
    }
    BitSet helpers = or(view.helpers, everybody);
    assertThat(can.get(estate.helper())).as("what others gave stays").isEqualTo(helpers);
    Prediction prediction = Prediction.of(access, view.catalogue);
    for (Access.Member member : access.members().values()) {
      assertThat(asked).contains(member.account());
    }
    for (String account : asked) {
      BitSet expected = or(prediction.of(account, view.answers), everybody);
      if (account.equals(estate.adopted())) expected.or(helpers);
      compare(view, account, expected, can.get(account), access);
    }
    if (random.nextInt(4) == 0 && !asked.isEmpty()) probed(view, asked, can);
    attempts(view, List.copyOf(asked), can, helpers);
  }

  /** What the connector's probe says, in sets and by classes, is what each cell's question says. */
  private void probed(View view, Set<String> asked, Map<String, BitSet> can) {
    try (Session<?> fresh = applying.start();
        var reaches = fresh.probe(new Probe(asked, Optional.empty(), false))) {
      reaches.forEach(
          reach -> {
            BitSet bits = Objects.requireNonNull(can.get(reach.account()));
            for (int i = 0; i < view.answers.cells().size(); i++) {
              if (view.answers.thing(i).belongs()) continue;
              Cell cell = view.answers.cells().get(i);
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
              if (says != bits.get(i))
                throw new AssertionError(
                    "probe says " + says + " of " + reach.account() + ": " + cell);
            }
          });
    }
  }

  private Set<String> existing(Connection connection) {
    String in = String.join(", ", accounts.values().stream().map(Sql::text).toList());
    return new TreeSet<>(
        Sql.column(connection, "select rolname from pg_roles where rolname in (" + in + ")"));
  }

  private static BitSet or(BitSet one, BitSet other) {
    BitSet both = (BitSet) one.clone();
    both.or(other);
    return both;
  }

  private void compare(View view, String account, BitSet expected, BitSet can, Access access) {
    count.cells += view.answers.cells().size();
    if (expected.equals(can)) return;
    List<String> differences = new ArrayList<>();
    BitSet wrong = (BitSet) expected.clone();
    wrong.xor(can);
    wrong.stream()
        .forEach(
            i ->
                differences.add(
                    account
                        + (can.get(i) ? " can, and should not: " : " cannot, and should: ")
                        + view.answers.cells().get(i)));
    count.differences += differences.size();
    throw new AssertionError(String.join("\n", differences) + "\n" + access);
  }

  /** Some of the cells, half of them allowed where there are any, tried for real. */
  private void attempts(View view, List<String> asked, Map<String, BitSet> can, BitSet helpers) {
    if (asked.isEmpty()) return;
    Attempt attempt = new Attempt(view.connection);
    for (int i = 0; i < Count.ATTEMPTS; i++) {
      String account = asked.get(random.nextInt(asked.size()));
      BitSet bits = can.get(account);
      int cell = random.nextInt(view.answers.cells().size());
      if (i % 2 == 0) cell = Math.max(0, bits.nextSetBit(cell));
      // What others gave may lack what it needs, such as the sequence behind a serial column.
      if (account.equals(estate.adopted()) && helpers.get(cell)) continue;
      boolean allowed = bits.get(cell) && reaches(view, bits, cell);
      Optional<Boolean> really =
          attempt.can(account, view.answers.cells().get(cell), view.answers.thing(cell));
      if (really.isEmpty()) continue;
      count.statements++;
      assertThat(really.get())
          .as(account + " really: " + view.answers.cells().get(cell))
          .isEqualTo(allowed);
    }
  }

  /** What lies in a schema wants USAGE there as well; PUBLIC's own rights do not bring it. */
  private static boolean reaches(View view, BitSet bits, int cell) {
    var on = view.answers.cells().get(cell).on();
    if (on.path().size() < 2) return true;
    for (int i = 0; i < view.answers.cells().size(); i++) {
      var other = view.answers.cells().get(i);
      if (other.action().equals("usage")
          && other.on().path().size() == 1
          && other.on().isAncestorOf(on.whole())) {
        return bits.get(i);
      }
    }
    throw new AssertionError("no schema of " + on);
  }

  @Override
  public void close() throws SQLException {
    session.close();
    for (View view : views) view.connection.close();
    estate.close();
  }
}
