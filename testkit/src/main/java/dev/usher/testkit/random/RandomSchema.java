package dev.usher.testkit.random;

import static dev.usher.testkit.Sql.name;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A database's content for PostgreSQL, as the statements that make it in an empty one.
 *
 * @param managed schemas that usher is to manage
 * @param owners roles that own things; they must exist
 * @param statements to be run by a superuser, in order
 */
public record RandomSchema(List<String> managed, List<String> owners, List<String> statements) {
  /** Schema in which everybody may create, and which usher does not manage. */
  public static final String SCRATCH = "scratch";

  /**
   * @param owners who may own what
   */
  public static RandomSchema of(RandomGenerator random, List<String> owners) {
    Pick pick = new Pick(random);
    OddNames names = new OddNames(pick);
    List<String> statements = new ArrayList<>();
    List<String> managed = new ArrayList<>();
    statements.add("create schema scratch");
    statements.add("grant usage, create on schema scratch to public");
    statements.add(
        "create function scratch.trigger() returns trigger language plpgsql as"
            + " 'begin return null; end'");
    statements.add("create foreign data wrapper nowhere");
    statements.add("create server nowhere foreign data wrapper nowhere");
    for (String owner : owners) {
      statements.add("grant usage on foreign server nowhere to " + name(owner));
      statements.add("grant create on database :database to " + name(owner));
    }
    int schemas = pick.between(1, 3);
    for (int i = 0; i < schemas; i++) {
      boolean isPublic = i == 0 && pick.onceIn(2);
      String schema = isPublic ? "public" : names.next("s");
      String owner = pick.one(owners);
      statements.add(
          isPublic
              ? "alter schema public owner to " + name(owner)
              : "create schema " + name(schema) + " authorization " + name(owner));
      for (String each : owners) {
        statements.add("grant usage, create on schema " + name(schema) + " to " + name(each));
      }
      managed.add(schema);
      statements.addAll(new SchemaContent(pick, schema, owners).statements());
    }
    // What is not managed holds things too, and must stay as it is.
    statements.add("create table scratch.left_alone (id int)");
    return new RandomSchema(List.copyOf(managed), List.copyOf(owners), List.copyOf(statements));
  }

  /** The statements for a database of that name. */
  public String[] statementsFor(String database) {
    return statements.stream()
        .map(sql -> sql.replace(":database", name(database)))
        .toArray(String[]::new);
  }
}
