package dev.usher.engine;

import dev.usher.testkit.Database;
import dev.usher.testkit.Sql;
import dev.usher.testkit.random.RandomSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A database of odd names in which roles hold what chance gives them, in every way that PostgreSQL
 * knows: directly, by column, by membership, by PUBLIC, with options, from other grantors.
 */
final class RandomGrants {
  private static final Map<String, List<String>> PRIVILEGES =
      Map.of(
          "TABLE",
          List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
          "COLUMN",
          List.of("SELECT", "INSERT", "UPDATE", "REFERENCES"),
          "SEQUENCE",
          List.of("USAGE", "SELECT", "UPDATE"),
          "ROUTINE",
          List.of("EXECUTE"),
          "TYPE",
          List.of("USAGE"),
          "SCHEMA",
          List.of("USAGE", "CREATE"),
          "DATABASE",
          List.of("CONNECT", "CREATE", "TEMPORARY"));

  /** Kind as GRANT names it, the thing quoted, its owner, a column quoted where it is one. */
  private static final String THINGS =
      """
      select case c.relkind when 'S' then 'SEQUENCE' else 'TABLE' end,
             quote_ident(n.nspname) || '.' || quote_ident(c.relname), r.rolname, ''
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
      where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
        and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      union all
      select 'COLUMN', quote_ident(n.nspname) || '.' || quote_ident(c.relname), r.rolname, quote_ident(a.attname)
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_roles r on r.oid = c.relowner
      where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' and a.attnum > 0
        and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
      union all
      select 'ROUTINE', quote_ident(n.nspname) || '.' || quote_ident(p.proname)
             || '(' || pg_get_function_identity_arguments(p.oid) || ')', r.rolname, ''
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
      where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
        and not exists (select from pg_depend x where x.objid = p.oid and x.deptype = 'i')
      union all
      select 'TYPE', quote_ident(n.nspname) || '.' || quote_ident(t.typname), r.rolname, ''
      from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_roles r on r.oid = t.typowner
      where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' and t.typtype in ('d', 'e')
      union all
      select 'SCHEMA', quote_ident(n.nspname), r.rolname, ''
      from pg_namespace n join pg_roles r on r.oid = n.nspowner
      where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
      union all
      select 'DATABASE', quote_ident(datname), r.rolname, '' from pg_database
      join pg_roles r on r.oid = datdba where datname = current_database()
      order by 1, 2, 4
      """;

  private final RandomGenerator random;
  private final Database database;
  private final List<String> roles = new ArrayList<>();

  private RandomGrants(RandomGenerator random, Database database) {
    this.random = random;
    this.database = database;
  }

  static void into(Database database, RandomGenerator random) {
    RandomGrants grants = new RandomGrants(random, database);
    grants.roles();
    grants.grants(30 + random.nextInt(90));
  }

  private void roles() {
    List<String> owners = new ArrayList<>();
    String tag = database.tag();
    for (String name : List.of("own " + tag, "dba_" + tag)) {
      owners.add(database.role(name, chance(2) ? "login" : "nologin"));
    }
    RandomSchema schema = RandomSchema.of(random, owners);
    database.run(schema.statementsFor(database.name()));
    for (String name : List.of("grp", "g:2", "größe", "o'x\"", "-g")) {
      roles.add(database.role(name + " " + tag, "nologin"));
    }
    for (String name : List.of("ann", "b.c@d", "c:d", "sleepy", "{env}", "Ünal")) {
      String options = chance(6) ? " noinherit" : chance(8) ? " superuser" : "";
      roles.add(database.role(name + tag, "login" + options));
    }
    boolean has16 = database.server().major() >= 16;
    for (int member = 0; member < roles.size(); member++) {
      for (int group = 0; group < member; group++) {
        if (!chance(4)) continue;
        String option =
            chance(8) ? " with admin option" : has16 && chance(8) ? " with inherit false" : "";
        database.run("grant " + name(group) + " to " + name(member) + option);
      }
    }
    roles.addAll(owners);
    if (chance(3)) database.run("grant pg_read_all_data to " + name(5));
    if (chance(3)) database.run("grant " + name(2) + " to " + Sql.name(owners.getFirst()));
    if (chance(3)) database.run("revoke connect on database " + database.name() + " from public");
  }

  private void grants(int count) {
    List<List<String>> things = database.rows(THINGS);
    for (int i = 0; i < count; i++) {
      List<String> thing = things.get(random.nextInt(things.size()));
      boolean column = thing.getFirst().equals("COLUMN");
      List<String> some = PRIVILEGES.getOrDefault(thing.getFirst(), List.of());
      String privilege = some.get(random.nextInt(some.size()));
      String what =
          privilege
              + (column ? " (" + thing.get(3) + ")" : "")
              + " on "
              + (column ? "TABLE" : thing.getFirst())
              + " "
              + thing.get(1);
      String grantee = chance(12) ? "public" : name(random.nextInt(roles.size()));
      boolean option = chance(8) && !grantee.equals("public");
      database.run("grant " + what + " to " + grantee + (option ? " with grant option" : ""));
      if (option && chance(2)) {
        passOn(grantee, what);
      }
    }
    // On everything of a kind: what becomes a wildcard.
    for (String schema :
        database
            .rows("select quote_ident(nspname) from pg_namespace where nspname = 'public'")
            .stream()
            .map(List::getFirst)
            .toList()) {
      if (chance(2)) {
        database.run("grant select on all tables in schema " + schema + " to " + name(1));
      }
    }
  }

  /** Who has no way to the thing cannot name it. */
  private void passOn(String grantor, String what) {
    try {
      database.run("set role " + grantor + "; grant " + what + " to " + name(0) + "; reset role");
    } catch (IllegalStateException refused) {
      if (!String.valueOf(refused.getMessage()).contains("permission denied")) throw refused;
    }
  }

  private String name(int role) {
    return Sql.name(roles.get(role));
  }

  private boolean chance(int in) {
    return random.nextInt(in) == 0;
  }
}
