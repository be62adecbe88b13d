package dev.usher.core.compare;

import static dev.usher.core.Shop.AT;
import static dev.usher.core.Shop.pattern;

import dev.usher.core.Shop;
import dev.usher.core.condition.Condition;
import dev.usher.core.condition.Condition.Op;
import dev.usher.core.condition.Condition.Operand;
import dev.usher.core.condition.Condition.TextTest;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.OnRequest;
import dev.usher.core.model.Policy.Permission;
import dev.usher.core.model.Policy.Role;
import dev.usher.core.model.Policy.Team;
import dev.usher.core.model.Policy.Who;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Random policies over few names, so that they overlap, and small changes of them. */
final class RandomPolicy {
  static final List<String> SUBJECTS = List.of("alice", "bob", "carol");
  static final List<Instant> DATES =
      List.of(
          Shop.NOW.minusSeconds(60),
          Shop.NOW,
          Shop.NOW.plusSeconds(60),
          Shop.NOW.plusSeconds(120),
          Shop.NOW.plusSeconds(180));
  private static final List<String> WHERE =
      List.of(
          "shop/public/orders",
          "shop/public/orders",
          "shop/public/items",
          "shop/public/orders|items",
          "shop/public/*",
          "shop/*/orders",
          "shop/*/*",
          "shop/billing/*",
          "shop/billing/invoices",
          "shop/public",
          "shop/*",
          "shop",
          "shop/**",
          "**",
          "shop/public/**",
          "shop/public/sequence:*",
          "shop/public/sequence:ids",
          "shop/public/orders.total",
          "shop/public/orders.total|status",
          "shop/public/*.status",
          "shop/*/orders.*");
  private static final List<String> WORDS =
      List.of("read", "read", "write", "select", "insert", "update", "delete", "usage", "connect");

  final Random random;

  RandomPolicy(Random random) {
    this.random = random;
  }

  private boolean onceIn(int times) {
    return random.nextInt(times) == 0;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  Shop next() {
    Shop shop = new Shop();
    shop.environments.remove("dev");
    shop.in.remove("dev");
    for (String subject : SUBJECTS) shop.person(subject, attributes());
    for (String team : List.of("red", "blue")) shop.teams.put(team, team(team));
    for (int i = 0; i < 4; i++) shop.roles.put("role" + i, role("role" + i, i));
    for (int i = random.nextInt(1, 6); i > 0; i--) shop.grants.add(grant(shop));
    return shop;
  }

  private Map<String, Value> attributes() {
    Map<String, Value> all = new TreeMap<>();
    if (!onceIn(3)) all.put("region", new Value.Text(one(List.of("eu", "us"))));
    if (!onceIn(3)) all.put("level", new Value.Int(random.nextInt(3)));
    if (!onceIn(3)) {
      List<Value> many = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) many.add(new Value.Int(random.nextInt(4)));
      all.put("customers", new Value.Many(many));
    }
    return all;
  }

  private Team team(String name) {
    List<Who> members = new ArrayList<>();
    SUBJECTS.stream().filter(_ -> onceIn(2)).forEach(one -> members.add(new Who.One(one)));
    if (name.equals("blue") && onceIn(4)) members.add(new Who.OfTeam("red"));
    Optional<Condition> where =
        onceIn(3)
            ? Optional.of(
                new Condition.Compare(
                    new Operand.Subject("region"), Op.EQ, literal(new Value.Text("eu"))))
            : Optional.empty();
    return new Team(name, members, where, AT);
  }

  private Role role(String name, int number) {
    List<String> includes = new ArrayList<>();
    if (number > 0 && onceIn(3)) includes.add("role" + random.nextInt(number));
    List<Permission> can = new ArrayList<>();
    for (int i = random.nextInt(1, 3); i > 0; i--) can.add(permission());
    return new Role(name, "", includes, can, Carry.TOGETHER, AT);
  }

  private Permission permission() {
    Set<String> words = new HashSet<>();
    for (int i = random.nextInt(1, 3); i > 0; i--) words.add(one(WORDS));
    List<Pattern> on = new ArrayList<>();
    for (int i = onceIn(4) ? 2 : 1; i > 0; i--) on.add(pattern(one(WHERE)));
    List<Pattern> except = new ArrayList<>();
    if (onceIn(4)) except.add(pattern(one(WHERE)));
    Optional<Set<String>> columns =
        onceIn(6) ? Optional.of(Set.of("id", one(List.of("total", "status")))) : Optional.empty();
    Optional<Condition> rows = onceIn(3) ? Optional.of(condition(2)) : Optional.empty();
    return new Permission(words, on, except, columns, rows, false, List.of(), AT);
  }

  private static Operand literal(Value value) {
    return new Operand.Literal(value);
  }

  Condition condition(int depth) {
    Operand.Ref status = new Operand.Row("status");
    Operand.Ref id = new Operand.Row("id");
    int kind = random.nextInt(depth == 0 ? 9 : 13);
    return switch (kind) {
      case 0, 1 ->
          new Condition.Compare(
              status, one(List.of(Op.EQ, Op.NE)), literal(new Value.Text(one(List.of("a", "b")))));
      case 2 ->
          new Condition.Compare(
              id, one(List.of(Op.values())), literal(new Value.Int(random.nextInt(3))));
      case 3 -> new Condition.In(id, new Operand.Subject("customers"));
      case 4 -> new Condition.Compare(id, Op.LE, new Operand.Subject("level"));
      case 5 -> new Condition.Has(onceIn(2) ? status : id);
      case 6 ->
          new Condition.TextTest(
              status, one(List.of(TextTest.Kind.values())), one(List.of("a", "b")));
      case 7 -> new Condition.Truth(new Operand.Row("open"));
      case 8 ->
          new Condition.In(
              status, literal(new Value.Many(List.of(new Value.Text("a"), new Value.Text("c")))));
      case 9 -> new Condition.And(List.of(condition(depth - 1), condition(depth - 1)));
      case 10 -> new Condition.Or(List.of(condition(depth - 1), condition(depth - 1)));
      case 11 -> new Condition.Not(condition(depth - 1));
      default -> new Condition.If(condition(depth - 1), condition(depth - 1), condition(depth - 1));
    };
  }

  private Grant grant(Shop shop) {
    Who to =
        switch (random.nextInt(5)) {
          case 0 -> new Who.Everyone();
          case 1, 2 -> new Who.OfTeam(one(List.of("red", "blue")));
          default -> new Who.One(one(SUBJECTS));
        };
    int from = random.nextInt(DATES.size() - 1);
    int until = random.nextInt(from + 1, DATES.size());
    Optional<OnRequest> onRequest =
        onceIn(4)
            ? Optional.of(new OnRequest(Duration.ofHours(random.nextInt(1, 3)), List.of(), true))
            : Optional.empty();
    return new Grant(
        List.of(to),
        one(List.copyOf(shop.roles.keySet())),
        List.of("prod"),
        onceIn(3) ? Optional.of(DATES.get(from)) : Optional.empty(),
        onceIn(3) ? Optional.of(DATES.get(until)) : Optional.empty(),
        "because",
        onRequest,
        AT);
  }

  /** The same policy with a few changes, some of which change nothing of what it means. */
  Shop changed(Shop old) {
    Shop shop = new Shop();
    shop.environments.remove("dev");
    shop.in.remove("dev");
    shop.subjects.putAll(old.subjects);
    shop.teams.putAll(old.teams);
    shop.roles.putAll(old.roles);
    shop.grants.addAll(old.grants);
    for (int i = random.nextInt(4); i > 0; i--) change(shop);
    return shop;
  }

  private void change(Shop shop) {
    switch (random.nextInt(9)) {
      case 0 -> {
        if (!shop.grants.isEmpty()) shop.grants.remove(random.nextInt(shop.grants.size()));
      }
      case 1 -> shop.grants.add(grant(shop));
      case 2 -> shop.person(one(SUBJECTS), attributes());
      case 3 -> {
        String team = one(List.of("red", "blue"));
        shop.teams.put(team, team(team));
      }
      case 4, 5 -> {
        String name = one(List.copyOf(shop.roles.keySet()));
        Role role = shop.roles.get(name);
        List<Permission> can = new ArrayList<>(role.can());
        can.set(random.nextInt(can.size()), permission());
        shop.roles.put(name, new Role(name, "", role.includes(), can, role.carry(), AT));
      }
      case 6 -> rename(shop, one(List.copyOf(shop.roles.keySet())));
      case 7 -> narrow(shop);
      default -> {
        if (!shop.grants.isEmpty()) shop.grants.add(one(List.copyOf(shop.grants)));
      }
    }
  }

  private void narrow(Shop shop) {
    String name = one(List.copyOf(shop.roles.keySet()));
    Role role = shop.roles.get(name);
    List<Permission> can = new ArrayList<>();
    for (Permission one : role.can()) {
      Optional<Condition> rows =
          Optional.of(
              one.rows()
                  .<Condition>map(
                      old ->
                          onceIn(2)
                              ? new Condition.Not(new Condition.Not(old))
                              : new Condition.Or(List.of(condition(1), old)))
                  .orElseGet(() -> condition(1)));
      can.add(
          new Permission(
              one.words(), one.on(), one.except(), one.columns(), rows, false, List.of(), AT));
    }
    shop.roles.put(name, new Role(name, "", role.includes(), can, role.carry(), AT));
  }

  private static void rename(Shop shop, String name) {
    String other = name + "x";
    Map<String, Role> roles = new LinkedHashMap<>();
    shop.roles.forEach(
        (key, role) -> {
          List<String> includes =
              role.includes().stream().map(one -> one.equals(name) ? other : one).toList();
          String called = key.equals(name) ? other : key;
          roles.put(called, new Role(called, "", includes, role.can(), role.carry(), AT));
        });
    shop.roles.clear();
    shop.roles.putAll(roles);
    shop.grants.replaceAll(
        grant ->
            grant.role().equals(name)
                ? new Grant(
                    grant.to(),
                    other,
                    grant.in(),
                    grant.from(),
                    grant.until(),
                    grant.because(),
                    grant.onRequest(),
                    AT)
                : grant);
  }

  /** Rows that conditions tell apart, and some that they do not. */
  static List<Map<String, Value>> rows() {
    List<Map<String, Value>> rows = new ArrayList<>();
    for (Value status :
        List.of(new Value.Text("a"), new Value.Text("b"), new Value.Text("abc"), new Value.Null()))
      for (Value id :
          List.of(new Value.Int(0), new Value.Int(1), new Value.Int(3), new Value.Null()))
        for (Value open : List.of(new Value.Bool(true), new Value.Bool(false))) {
          Map<String, Value> row = new HashMap<>();
          row.put("status", status);
          row.put("id", id);
          row.put("open", open);
          rows.add(row);
        }
    return rows;
  }
}
