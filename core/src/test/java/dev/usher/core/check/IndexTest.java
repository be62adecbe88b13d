package dev.usher.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.Shop;
import dev.usher.core.access.Access;
import dev.usher.core.access.Derivation;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Decider;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Name;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Subject;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The index against the meaning, over random policies: yes if and only if all of it is given, by
 * who is not kept out, and no never forbids it. Replays with {@code -Dusher.seed=N}.
 */
class IndexTest {
  private static final SipHash HASH = new SipHash(0x0123456789abcdefL, 0x2468ace013579bdfL);

  private static final int POLICIES = Integer.getInteger("usher.policies", 400);
  private static final List<String> TABLES = List.of("orders", "tickets", "customers", "x y");
  private static final List<String> COLUMNS = List.of("id", "total", "email");
  private static final List<String> PEOPLE = List.of("ann", "ben", "cid", "dan", "robot");
  private static final List<String> WORDS =
      List.of(
          "select", "insert", "update", "delete", "read", "write", "usage", "create", "connect");

  private final Random random;
  private final long seed = Long.getLong("usher.seed", System.nanoTime());

  IndexTest() {
    random = new Random(seed);
  }

  private <T> T one(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private boolean at(double share) {
    return random.nextDouble() < share;
  }

  private static Pattern pattern(String text) {
    return switch (new AddressParser(Set.of("dev", "prod"), Map.of("shop", Shop.TYPE))
        .inRole(text)) {
      case Parsed.Ok<Pattern>(Pattern pattern) -> pattern;
      case Parsed.Wrong<Pattern> wrong -> throw new AssertionError(text + ": " + wrong);
    };
  }

  private static String quoted(String name) {
    return name.contains(" ") ? '"' + name + '"' : name;
  }

  private String address(boolean columns) {
    String schema = one(List.of("public", "billing", "*"));
    return switch (random.nextInt(9)) {
      case 0 -> at(0.5) ? "shop/**" : deep();
      case 1 -> at(0.5) ? "shop" : "**";
      case 2 -> "shop/" + schema;
      case 3 -> "shop/" + schema + "/sequence:" + one(List.of("*", "s1"));
      case 4 -> "shop/" + schema + "/{" + quoted(one(TABLES)) + ",other}";
      case 5 -> "shop/" + schema + "/*";
      default ->
          "shop/"
              + schema
              + "/"
              + quoted(one(TABLES))
              + (columns && at(0.4) ? "." + one(List.of("*", "id", "total", "{id,email}")) : "");
    };
  }

  /** After which no place is certain. */
  private String deep() {
    return (at(0.5) ? "shop/" : "") + "**/" + quoted(one(TABLES));
  }

  private Condition condition() {
    Condition simple =
        switch (random.nextInt(4)) {
          case 0 ->
              new Condition.Compare(
                  new Operand.Row("id"), Condition.Op.EQ, new Operand.Subject("id"));
          case 1 -> new Condition.In(new Operand.Row("id"), new Operand.Subject("ids"));
          case 2 -> new Condition.Has(new Operand.Row("total"));
          default ->
              new Condition.Compare(
                  new Operand.Row("total"), Condition.Op.LT, new Operand.Literal(new Value.Int(5)));
        };
    return at(0.3) ? new Condition.Not(simple) : simple;
  }

  private Permission permission() {
    boolean byColumn = at(0.4);
    List<Pattern> on = new ArrayList<>(List.of(pattern(address(byColumn))));
    if (at(0.2)) on.add(pattern(address(byColumn)));
    List<Pattern> except = new ArrayList<>();
    if (at(0.3))
      except.add(pattern("shop/public/" + quoted(one(TABLES)) + (at(0.5) ? ".email" : "")));
    return new Permission(
        at(0.6) ? Set.of(one(WORDS)) : new TreeSet<>(List.of(one(WORDS), one(WORDS))),
        on,
        except,
        byColumn && at(0.5)
            ? Optional.of(new TreeSet<>(List.of("id", one(COLUMNS))))
            : Optional.empty(),
        at(0.4) ? Optional.of(condition()) : Optional.empty(),
        false,
        List.of(),
        Shop.AT);
  }

  private Shop people() {
    Shop shop = new Shop();
    for (String name : PEOPLE) {
      Map<String, Value> attributes = new HashMap<>();
      if (at(0.7)) attributes.put("id", new Value.Int(random.nextInt(3)));
      if (at(0.5))
        attributes.put("ids", new Value.Many(List.of(new Value.Int(1), new Value.Int(2))));
      shop.person(name, attributes);
    }
    Subject robot = shop.subjects.get("robot");
    shop.subjects.put(
        "robot",
        new Subject(
            "robot",
            Subject.Kind.SERVICE,
            robot.attributes(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Shop.AT));
    return shop;
  }

  private Shop shop() {
    Shop shop = people();
    shop.team("some", Shop.one(one(PEOPLE)), Shop.one(one(PEOPLE)));
    int roles = 1 + random.nextInt(5);
    for (int i = 0; i < roles; i++) {
      Permission[] can = new Permission[random.nextInt(3) + 1];
      for (int j = 0; j < can.length; j++) can[j] = permission();
      List<String> includes = i > 0 && at(0.4) ? List.of("r" + random.nextInt(i)) : List.of();
      shop.role("r" + i, includes, can);
    }
    grants(shop, roles);
    if (at(0.4))
      shop.nevers.add(
          new Policy.Never(
              List.of(at(0.3) ? new Who.Everyone() : Shop.inTeam("some")),
              Set.of(one(WORDS)),
              List.of(at(0.2) ? pattern(deep()) : pattern(address(true)).in("prod")),
              false,
              "so it is",
              Shop.AT));
    return shop;
  }

  private void grants(Shop shop, int roles) {
    for (int i = 0; i < 1 + random.nextInt(5); i++)
      shop.grant(
          at(0.7) ? Shop.one(one(PEOPLE)) : Shop.inTeam("some"),
          "r" + random.nextInt(roles),
          at(0.2) ? Optional.of(Shop.NOW.plusSeconds(random.nextInt(7) - 3)) : Optional.empty(),
          at(0.2) ? Optional.of(Shop.NOW.plusSeconds(random.nextInt(7) - 3)) : Optional.empty(),
          at(0.1),
          "prod",
          "dev");
  }

  private String asked() {
    String schema = one(List.of("public", "billing", "other"));
    String target = one(List.of("prod", "dev")) + "/shop";
    return switch (random.nextInt(8)) {
      case 0 -> target;
      case 1 -> target + "/" + schema;
      case 2 -> target + "/" + schema + "/sequence:" + one(List.of("s1", "s2"));
      default ->
          target
              + "/"
              + schema
              + "/"
              + quoted(one(List.of("orders", "tickets", "customers", "x y", "unknown")))
              + (at(0.4) ? "." + one(List.of("id", "total", "email", "unknown", "ID")) : "");
    };
  }

  private Optional<Map<String, Value>> row() {
    if (at(0.4)) return Optional.empty();
    Map<String, Value> row = new TreeMap<>();
    if (at(0.85)) row.put("id", at(0.2) ? new Value.Null() : new Value.Int(random.nextInt(3)));
    if (at(0.85)) row.put("total", at(0.2) ? new Value.Null() : new Value.Int(random.nextInt(10)));
    return Optional.of(row);
  }

  /** By the meaning alone. */
  private static boolean meant(
      Policy policy,
      Map<String, Hold.Kind> out,
      Instant now,
      String who,
      String word,
      String address,
      Optional<Map<String, Value>> row) {
    Resource on =
        switch (AddressParser.of(policy).resource(address)) {
          case Parsed.Ok<Resource>(Resource resource) -> resource;
          case Parsed.Wrong<Resource> wrong -> throw new AssertionError(wrong.toString());
        };
    Derivation derivation = new Derivation(policy);
    if (out.containsKey(who)) return false;
    if (!(new Decider(derivation, now).decide(who, word, on, row) instanceof Decision.All))
      return false;
    return policy.nevers().stream()
        .noneMatch(
            never ->
                derivation.population().perhaps(never.who()).contains(who)
                    && Shop.TYPE.expand(word, Shop.TYPE.kindOf(on)).stream()
                        .anyMatch(action -> Nevers.speaksOf(never, Shop.TYPE, on, action)));
  }

  private int compare(
      Index index, Policy policy, Map<String, Hold.Kind> out, int questions, String where) {
    return compare(index, policy, out, questions, where, this::asked);
  }

  /**
   * @param addresses what is asked for
   */
  private int compare(
      Index index,
      Policy policy,
      Map<String, Hold.Kind> out,
      int questions,
      String where,
      Supplier<String> addresses) {
    int yes = 0;
    for (int i = 0; i < questions; i++) {
      String who = at(0.05) ? "nobody" : one(PEOPLE);
      String word = at(0.03) ? "fly" : one(WORDS);
      String on = addresses.get();
      Optional<Map<String, Value>> row = row();
      boolean allowed = index.allows(who, word, on, row, Map.of());
      assertThat(allowed)
          .as("seed %d %s: %s %s %s %s", seed, where, who, word, on, row)
          .isEqualTo(meant(policy, out, Shop.NOW, who, word, on, row));
      if (allowed) yes++;
    }
    return yes;
  }

  @Test
  void saysYesIfAndOnlyIfAllIsGiven() {
    int yes = 0;
    for (int i = 0; i < POLICIES; i++) {
      Policy policy = shop().policy();
      Map<String, Hold.Kind> out = at(0.2) ? Map.of(one(PEOPLE), Hold.Kind.SUSPENDED) : Map.of();
      Index index = Index.of(policy, Shop.NOW, out, "r1", HASH);
      yes += compare(index, policy, out, 100, "policy " + i);
      compare(elsewhere(index), policy, out, 30, "parts of policy " + i);
      // Few addresses, so that each is asked for again, also for something else.
      List<String> some = Stream.generate(this::asked).limit(5).map(IndexTest::inProd).toList();
      compare(alone(index), policy, out, 100, "prod of policy " + i, () -> one(some));
    }
    assertThat(yes).as("enough of yes, seed %d", seed).isGreaterThan(POLICIES);
  }

  /** By its parts, as they go over a wire. */
  private static Index elsewhere(Index index) {
    return elsewhere(index, _ -> true);
  }

  /** Of one target: there is a shorter way to an answer. */
  private static Index alone(Index index) {
    return elsewhere(index, target -> target.environment().equals("prod"));
  }

  private static Index elsewhere(Index index, Predicate<Target> wanted) {
    Gathering gathering = new Gathering(index.parts(wanted), HASH);
    index.crowds(wanted).forEach(gathering::add);
    return gathering.index();
  }

  private static String inProd(String address) {
    return address.replaceFirst("^dev/", "prod/");
  }

  @Test
  void whoChangesAloneHasTheSameAsAmongAll() {
    for (int i = 0; i < POLICIES / 2; i++) {
      Shop shop = shop();
      Index index = Index.of(shop.policy(), Shop.NOW, Map.of(), "r1", HASH);
      for (int change = 0; change < 3; change++) {
        String who = one(PEOPLE);
        if (at(0.2)) shop.subjects.remove(who);
        else shop.subjects.put(who, people().subjects.get(who));
        shop.teams.clear();
        shop.team("some", Shop.one(one(PEOPLE)), Shop.one(who));
        Set<String> all = Set.copyOf(PEOPLE);
        Map<String, Hold.Kind> out = at(0.2) ? Map.of(who, Hold.Kind.OFFBOARDED) : Map.of();
        shop.teams.values().forEach(team -> team.members().forEach(member -> known(shop, member)));
        Index elsewhere = elsewhere(index);
        index = index.with(all, shop.policy(), out, "r" + change);
        compare(index, shop.policy(), out, 40, "change " + i);
        elsewhere = elsewhere.with(index.parts(all, _ -> true), "r" + change);
        compare(elsewhere, shop.policy(), out, 20, "parts of change " + i);
      }
    }
  }

  private static void known(Shop shop, Who member) {
    if (member instanceof Who.One(String name) && !shop.subjects.containsKey(name))
      shop.person(name, Map.of());
  }

  @Test
  void theReasonGoesWithTheAnswer() {
    for (int i = 0; i < POLICIES / 4; i++) {
      Policy policy = shop().policy();
      Index index = Index.of(policy, Shop.NOW, Map.of(), "r1", HASH);
      for (int j = 0; j < 30; j++) {
        String on = asked();
        String kind =
            on.contains(".")
                ? "column"
                : on.contains("sequence:")
                    ? "sequence"
                    : List.of("database", "schema", "table").get(on.split("/").length - 2);
        Asked asked = new Asked(Subject.Kind.PERSON, one(PEOPLE), one(WORDS), kind, on, row());
        Answered answered = index.answer(asked);
        assertThat(answered.allowed()).isEqualTo(index.allows(asked));
        assertThat(answered.why()).as("seed %d %s", seed, asked).isNotBlank();
        if (answered.allowed()) assertThat(answered.why()).contains("role r");
      }
    }
  }

  /** Whatever there can be a name for, by what it is called. */
  private static Map<String, String> kinds() {
    Map<String, String> kinds = new TreeMap<>();
    for (String target : List.of("prod/shop", "dev/shop")) {
      kinds.put(target, "database");
      for (String schema : List.of("public", "billing", "other")) {
        kinds.put(target + "/" + schema, "schema");
        kinds.put(target + "/" + schema + "/sequence:s1", "sequence");
        for (String table : List.of("orders", "tickets", "customers", "x y", "other", "unknown")) {
          String whole = target + "/" + schema + "/" + quoted(table);
          kinds.put(whole, "table");
          for (String column : List.of("id", "total", "email", "unknown"))
            kinds.put(whole + "." + column, "column");
        }
      }
    }
    return kinds;
  }

  private static Resource resource(Policy policy, String address) {
    return switch (AddressParser.of(policy).resource(address)) {
      case Parsed.Ok<Resource>(Resource resource) -> resource;
      case Parsed.Wrong<Resource> wrong -> throw new AssertionError(wrong.toString());
    };
  }

  private static boolean isSpelledOut(Pattern pattern) {
    return pattern.steps().size() > 1
        && pattern.steps().stream()
            .skip(2)
            .allMatch(step -> step instanceof Step.One(_, Name name) && name instanceof Name.OneOf)
        && pattern.steps().stream().limit(2).allMatch(step -> step instanceof Step.One);
  }

  /** Whether the policy spells the thing out, or something below it, or that column of it. */
  private static boolean isNamed(Parts parts, Resource on, List<Resource> all) {
    if (on.path().isEmpty()) return true;
    Parts.Place place =
        parts.places().stream()
            .filter(one -> one.target().equals(on.target()))
            .findFirst()
            .orElseThrow();
    List<Pattern> patterns = new ArrayList<>();
    Set<String> columns = new TreeSet<>();
    for (Policy.Never never : place.nevers()) add(never.on(), Set.of(), on, patterns, columns);
    for (Access.Role role : place.roles().values())
      for (Right right : role.rights())
        add(
            Stream.concat(right.on().stream(), right.except().stream()).toList(),
            right.columns().orElse(Set.of()),
            on,
            patterns,
            columns);
    return (on.column().isEmpty() || columns.contains(on.column().get()))
        && patterns.stream()
            .filter(IndexTest::isSpelledOut)
            .map(IndexTest::whole)
            .anyMatch(
                pattern ->
                    pattern.covers(on.whole())
                        || all.stream()
                            .anyMatch(one -> on.isAncestorOf(one) && pattern.covers(one)));
  }

  /** What speaks of the thing names its columns, also beside another pattern. */
  private static void add(
      List<Pattern> said,
      Set<String> only,
      Resource on,
      List<Pattern> patterns,
      Set<String> columns) {
    patterns.addAll(said);
    if (said.stream().noneMatch(pattern -> whole(pattern).covers(on.whole()))) return;
    columns.addAll(only);
    for (Pattern pattern : said)
      if (pattern.column().orElse(new Name.Any()) instanceof Name.OneOf(Set<String> names))
        columns.addAll(names);
  }

  private static Pattern whole(Pattern pattern) {
    return new Pattern(pattern.steps(), Optional.empty());
  }

  @Test
  void aSearchFindsExactlyWhatIsAllowed() {
    Map<String, String> kinds = kinds();
    int found = 0;
    for (int i = 0; i < POLICIES / 2; i++) {
      Shop shop = shop();
      Policy policy = shop.policy();
      Map<String, Hold.Kind> out = at(0.2) ? Map.of(one(PEOPLE), Hold.Kind.SUSPENDED) : Map.of();
      Index index = Index.of(policy, Shop.NOW, out, "r1", HASH);
      if (at(0.3)) index = elsewhere(index);
      boolean isAlone = at(0.5);
      if (isAlone) index = alone(index);
      Parts parts = index.parts(_ -> true);
      List<Resource> all =
          kinds.keySet().stream()
              .filter(on -> !isAlone || on.startsWith("prod/"))
              .map(on -> resource(policy, on))
              .toList();
      Set<String> named = new TreeSet<>();
      for (Resource one : all) if (isNamed(parts, one, all)) named.add(one.toString());
      for (int j = 0; j < 20; j++) {
        String its = one(List.of("database", "schema", "sequence", "table", "column"));
        String on = one(kinds.keySet().stream().filter(one -> kinds.get(one).equals(its)).toList());
        String kind = at(0.9) ? its : one(List.of("table", "schema", "door"));
        Subject.Kind who = at(0.8) ? Subject.Kind.PERSON : Subject.Kind.SERVICE;
        Asked asked = new Asked(who, at(0.1) ? "nobody" : one(PEOPLE), one(WORDS), kind, on, row());
        String told = "seed %d policy %d: %s".formatted(seed, i, asked);
        Set<String> subjects = new TreeSet<>();
        for (String name : PEOPLE) if (index.allows(asked(asked, name))) subjects.add(name);
        Set<String> actions = new TreeSet<>();
        for (String word : WORDS) if (index.allows(did(asked, word))) actions.add(word);
        Set<String> resources = new TreeSet<>();
        for (String name : named) if (index.allows(on(asked, name))) resources.add(name);
        assertThat(all(index, Sought.SUBJECT, asked(asked, ""))).as(told).isEqualTo(subjects);
        assertThat(all(index, Sought.ACTION, did(asked, ""))).as(told).isEqualTo(actions);
        assertThat(all(index, Sought.RESOURCE, on(asked, ""))).as(told).isEqualTo(resources);
        found += subjects.size() + actions.size() + resources.size();
      }
    }
    assertThat(found).as("enough is found, seed %d", seed).isGreaterThan(POLICIES);
  }

  /** In pages of any size, each behind the last. */
  private Set<String> all(Index index, Sought sought, Asked asked) {
    List<String> all = new ArrayList<>();
    int most = 1 + random.nextInt(5);
    List<String> page;
    do {
      page = index.search(sought, asked, _ -> true, all.isEmpty() ? "" : all.getLast(), most);
      all.addAll(page);
    } while (page.size() == most);
    assertThat(all).isSorted().doesNotHaveDuplicates();
    assertThat(index.search(sought, asked, _ -> true, "", 0)).isEmpty();
    assertThat(index.search(sought, asked, _ -> true, "", 1_000)).isEqualTo(all);
    return new TreeSet<>(all);
  }

  private static Asked asked(Asked one, String subject) {
    return new Asked(
        one.subjectKind(), subject, one.action(), one.kind(), one.resource(), one.row());
  }

  private static Asked did(Asked one, String action) {
    return new Asked(
        one.subjectKind(), one.subject(), action, one.kind(), one.resource(), one.row());
  }

  private static Asked on(Asked one, String resource) {
    return new Asked(
        one.subjectKind(), one.subject(), one.action(), one.kind(), resource, one.row());
  }

  @Test
  void itIsOfTheTimeInWhichNoGrantBeginsOrEnds() {
    Shop shop = people();
    shop.role("r", List.of(), Shop.can("select", pattern("shop/public/*")));
    Instant end = Shop.NOW.plusSeconds(60);
    shop.grant(Shop.one("ann"), "r", Optional.empty(), Optional.of(end), false, "prod");
    Index index = Index.of(shop.policy(), Shop.NOW, Map.of(), "r1", HASH);
    assertThat(index.allows("ann", "select", "prod/shop/public/orders")).isTrue();
    assertThat(index.isOf(Shop.NOW)).isTrue();
    assertThat(index.isOf(end.minusMillis(1))).isTrue();
    assertThat(index.isOf(end)).isFalse();
    assertThat(index.isOf(Shop.NOW.minusSeconds(1))).isFalse();
    assertThat(index.until()).contains(end);
  }

  /** What is asked for first is what all others are held against that no line names. */
  @Test
  void aNameThatStandsBehindAnyNumberOfOthersIsToldFromThoseInNoLine() {
    Shop shop = people();
    shop.role("r", List.of(), Shop.can("select", pattern("shop/public/*")));
    shop.grant(Shop.one("ann"), "r", "prod");
    shop.nevers.add(
        new Policy.Never(
            List.of(new Who.Everyone()),
            Set.of("select"),
            List.of(pattern("**/{orders,tickets}")),
            false,
            "so it is",
            Shop.AT));
    Index index = Index.of(shop.policy(), Shop.NOW, Map.of(), "r1", HASH);
    assertThat(index.allows("ann", "select", "prod/shop/public/customers")).isTrue();
    assertThat(index.allows("ann", "select", "prod/shop/public/others")).isTrue();
    assertThat(index.allows("ann", "select", "prod/shop/public/orders")).isFalse();
    assertThat(index.allows("ann", "select", "prod/shop/public/tickets")).isFalse();
    assertThat(index.allows("ann", "select", "prod/shop/billing/others")).isFalse();
  }

  /** Enough of them that each place of a page is tried, and pages are full and begin anew. */
  @Test
  void whoIsCalledOtherwiseIsSomebodyElseHoweverManyAsk() {
    Shop shop = people();
    shop.role("r", List.of(), Shop.can("select", pattern("shop/public/orders")));
    shop.grant(Shop.one("ann"), "r", "prod");
    Index index = Index.of(shop.policy(), Shop.NOW, Map.of(), "r1", HASH);
    index = alone(index);
    String orders = "prod/shop/public/orders";
    for (int i = 0; i < 50_000; i++) {
      assertThat(index.allows("ann" + i, "select", orders)).isFalse();
      assertThat(index.allows("ann", "select", orders + i)).isFalse();
      if (i % 100 == 0) assertThat(index.allows("ann", "select", orders)).isTrue();
      if (i % 100 == 0) assertThat(index.allows("ann", "delete", orders)).isFalse();
    }
  }

  /** The shorter way is taken from the second question on, and by what lies in an address alone. */
  @Test
  void whatIsMoreThanARoleIsLookedAtEachTime() {
    Shop shop = people();
    shop.team("some", Shop.one("ben"));
    shop.role("r", List.of(), Shop.can("select", pattern("shop/public/{orders,tickets}")));
    for (String name : List.of("ann", "ben", "cid", "robot"))
      shop.grant(Shop.one(name), "r", "prod");
    shop.nevers.add(
        new Policy.Never(
            List.of(Shop.inTeam("some")),
            Set.of("select"),
            List.of(pattern("shop/public/orders").in("prod")),
            false,
            "so it is",
            Shop.AT));
    Index index =
        alone(Index.of(shop.policy(), Shop.NOW, Map.of("cid", Hold.Kind.SUSPENDED), "r1", HASH));
    String orders = "prod/shop/public/orders";
    String tickets = "prod/shop/public/tickets";
    for (int i = 0; i < 3; i++) {
      assertThat(index.allows("ann", "select", orders)).isTrue();
      assertThat(index.allows("ben", "select", orders)).isFalse();
      for (String on : List.of(orders, tickets)) {
        assertThat(index.allows("ann", "select", on)).isTrue();
        assertThat(index.allows("cid", "select", on)).isFalse();
        assertThat(index.allows("dan", "select", on)).isFalse();
        assertThat(index.allows("ann", "insert", on)).isFalse();
        for (Subject.Kind who : Subject.Kind.values())
          for (String kind : List.of("table", "sequence", ""))
            for (String name : List.of("ann", "robot"))
              assertThat(index.allows(new Asked(who, name, "select", kind, on, Optional.empty())))
                  .isEqualTo(
                      kind.equals("table")
                          && name.equals("robot") == (who == Subject.Kind.SERVICE));
      }
      assertThat(index.allows("ben", "select", tickets)).isTrue();
    }
  }

  @Test
  void whatMakesNoSenseIsNotAllowed() {
    Shop shop = people();
    shop.role("r", List.of(), Shop.can("select", pattern("**")));
    shop.grant(Shop.one("ann"), "r", "prod");
    Index index = Index.of(shop.policy(), Shop.NOW, Map.of(), "r1", HASH);
    assertThat(index.allows("ann", "select", "prod/shop/public/orders")).isTrue();
    for (String on :
        List.of(
            "",
            "/",
            "prod",
            "prod/shop/public/*",
            "prod/**",
            "qa/shop/public/orders",
            "prod/shop/public/orders.id.x",
            "prod/shop/public/orders\u0000",
            "prod/shop//orders")) assertThat(index.allows("ann", "select", on)).as(on).isFalse();
    for (String word : List.of("", "SELECT", "select ", "sel", "*"))
      assertThat(index.allows("ann", word, "prod/shop/public/orders")).as(word).isFalse();
    assertThat(index.allows("Ann", "select", "prod/shop/public/orders")).isFalse();
  }
}
