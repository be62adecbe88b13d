package dev.usher.connectors.postgres;

import dev.usher.testkit.Sql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * What others have left in a database before a plan is made: a few random things that give rows to
 * somebody, or take them, by ways that are not usher's. Undone afterwards.
 */
final class Brownfield implements AutoCloseable {
  /** A partition belongs to the table after the colon's place: what is read there is read of it. */
  static final Map<String, String> TABLES =
      Map.of("r0", "r0", "r1", "r1", "r1_a", "r1", "r2", "r2", "r3", "r3");

  private final Shop shop;
  private final Connection connection;
  private final RandomGenerator random;
  private final List<String> accounts;
  private final String helper;
  private final List<String> undo = new ArrayList<>();

  /** All that was done, for whoever reads of a failure. */
  final List<String> done = new ArrayList<>();

  /** What a plan may be refused for because of it. */
  final Set<String> codes = new TreeSet<>();

  /** What hands rows on, as one reads it; and whose rows. */
  final Map<String, String> paths = new TreeMap<>(Map.of("public.r1_a", "r1"));

  /**
   * @param connection of a superuser
   * @param accounts that exist
   * @param helper a role that has nothing to do with usher
   */
  Brownfield(
      Shop shop,
      Connection connection,
      RandomGenerator random,
      List<String> accounts,
      String helper) {
    this.shop = shop;
    this.connection = connection;
    this.random = random;
    this.accounts = accounts;
    this.helper = helper;
  }

  Brownfield make() {
    if (random.nextInt(3) > 0) {
      for (int i = 0; i <= random.nextInt(3); i++) one(i);
    }
    return this;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String table() {
    return one(List.of("r0", "r0", "r1", "r1", "r1_a", "r2", "r3"));
  }

  private String who() {
    return switch (random.nextInt(4)) {
      case 0 -> "public";
      case 1 -> Sql.name(helper);
      default -> somebody();
    };
  }

  private String somebody() {
    return Sql.name(one(accounts));
  }

  private void one(int number) {
    switch (random.nextInt(9)) {
      case 0, 1 -> grant(table(), who());
      case 2 -> member();
      case 3 -> policy(table(), "b" + number);
      case 4 -> view("create view", table(), "b" + number);
      case 5 -> function(table(), "b" + number);
      case 6 -> bypass();
      case 7 -> switched(table());
      default -> view("create materialized view", table(), "b" + number);
    }
  }

  private void grant(String table, String who) {
    String word = one(List.of("select", "select", "insert", "update", "delete"));
    String columns = !word.equals("delete") && random.nextInt(3) == 0 ? " (id, t)" : "";
    String on = word + columns + " on public." + table;
    asOwner("grant " + on + " to " + who, "revoke " + on + " from " + who);
    codes.addAll(List.of("public-rows", "rows-by-another-way", "rows-handed-on"));
  }

  private void member() {
    String who = somebody();
    String group = one(List.of(Sql.name(helper), Sql.name(helper), shop.owner, "pg_read_all_data"));
    run("grant " + group + " to " + who, "revoke " + group + " from " + who);
    if (group.equals(Sql.name(helper))) grant(table(), group);
    codes.add("rows-by-another-way");
  }

  private void policy(String table, String name) {
    String sql =
        "create policy "
            + name
            + " on public."
            + table
            + one(List.of("", " as restrictive"))
            + one(List.of("", " for select", " for update", " for insert"))
            + " to "
            + who();
    boolean insert = sql.contains("for insert");
    asOwner(
        sql + (insert ? " with check (true)" : one(List.of(" using (true)", " using (id < 7)"))),
        "drop policy " + name + " on public." + table);
    codes.addAll(List.of("policy-of-another", "row-security-there"));
  }

  private void view(String create, String table, String name) {
    boolean invoker =
        create.equals("create view") && shop.server.major() >= 15 && random.nextBoolean();
    String with = invoker ? " with (security_invoker = true)" : "";
    String from = one(List.of(table, table, "big_" + table));
    if (from.startsWith("big_")) {
      asOwner(
          "create view public." + from + " as select * from public." + table,
          "drop view if exists public." + from + " cascade");
    }
    asOwner(
        create + " public." + name + with + " as select * from public." + from,
        "drop " + create.substring("create ".length()) + " if exists public." + name);
    asOwner("grant select on public." + name + " to " + who(), "select 1");
    paths.put("public." + name, TABLES.get(table));
    codes.addAll(List.of("rows-handed-on", "rows-by-another-way"));
  }

  private void function(String table, String name) {
    asOwner(
        "create function public."
            + name
            + "() returns setof public."
            + table
            + " language sql security definer as 'select * from public."
            + table
            + "'",
        "drop function public." + name + "()");
    if (random.nextBoolean()) {
      asOwner("revoke execute on function public." + name + "() from public", "select 1");
      asOwner("grant execute on function public." + name + "() to " + who(), "select 1");
    }
    paths.put("public." + name + "()", TABLES.get(table));
    codes.addAll(List.of("rows-handed-on", "rows-by-another-way"));
  }

  private void bypass() {
    String who = somebody();
    run("alter role " + who + " bypassrls", "alter role " + who + " nobypassrls");
    codes.add("rows-by-another-way");
  }

  /** Only where nobody has switched it yet. */
  private void switched(String table) {
    String there = "from pg_class where relrowsecurity and oid = 'public.%s'::regclass";
    if (!Sql.rows(connection, "select 1 " + there.formatted(table)).isEmpty()) return;
    String sql = "alter table public." + table;
    asOwner(
        sql + one(List.of(" enable", " force")) + " row level security",
        sql + " no force row level security");
    // Last of all: as long as a policy of this brownfield is there it would stay on.
    undo.addFirst(
        "do $$ begin if not exists (select from pg_policy where polrelid = 'public."
            + table
            + "'::regclass) then "
            + sql
            + " disable row level security; end if; end $$");
    codes.add("row-security-there");
  }

  private void asOwner(String sql, String back) {
    run("set role " + shop.owner + "; " + sql + "; reset role", back);
  }

  private void run(String sql, String back) {
    try {
      Sql.run(connection, sql);
      done.add(sql);
      undo.add(back);
    } catch (IllegalStateException twice) {
      // The same was done already.
      if (!String.valueOf(twice.getMessage()).contains("already exists")) throw twice;
    }
  }

  @Override
  public void close() {
    for (String sql : undo.reversed()) {
      try {
        Sql.run(connection, sql);
      } catch (IllegalStateException gone) {
        // With an account that left went what it had.
        if (!String.valueOf(gone.getMessage()).contains("does not exist")) throw gone;
      }
    }
  }
}
