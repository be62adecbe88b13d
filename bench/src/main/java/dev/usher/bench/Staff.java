package dev.usher.bench;

import dev.usher.store.Account;
import dev.usher.testkit.Sql;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A directory's people in a server's own store: each is in as many groups, each group has a role,
 * and each role reads documents of its own. They are put into the tables as SCIM would have left
 * them.
 *
 * @param each groups that somebody is in
 * @param documents that a role reads
 */
record Staff(int people, int groups, int each, int documents) {
  /** Of so many people one is an insider. */
  static final int INSIDERS = 100;

  /** From one of somebody's groups to the next: prime to how many there are. */
  private static final int STRIDE = 829;

  private static final int STEP = 37;

  /** Whether the directory said at first that they are in that group. */
  boolean isIn(int person, int group) {
    return IntStream.range(0, each).anyMatch(i -> group(person, i) == group);
  }

  private int group(int person, int i) {
    return (int) (((long) person * STEP + (long) i * STRIDE) % groups);
  }

  static String subject(int person) {
    return "p" + person;
  }

  static boolean isInsider(int person) {
    return person % INSIDERS == 0;
  }

  /** One of those that a group's role reads. */
  String document(int group, int which) {
    return "prod/docs/doc:d" + (group * documents + which % documents);
  }

  /** What insiders read. */
  static String secret() {
    return "prod/docs/doc:secret";
  }

  void policy(Path folder) throws IOException {
    try (PrintWriter out =
        new PrintWriter(Files.newBufferedWriter(folder.resolve("policy.yaml")))) {
      out.print(
          """
          environments: { prod: {} }
          directories: { okta: { type: scim, attributes: { title: title } } }
          systems:
            docs: { type: application, in: { prod: {} }, resources: { doc: { actions: [read] } } }
          teams:
            insiders: { where: subject.title == "in" }
          """);
      for (int i = 0; i < groups; i++) out.printf("  t%1$d: { group: \"okta:t%1$d\" }%n", i);
      out.print("roles:\n  insider: { can: [ { do: read, on: \"docs/doc:secret\" } ] }\n");
      for (int i = 0; i < groups; i++)
        out.printf("  r%d: { can: [ { do: read, on: \"docs/doc:{%s}\" } ] }%n", i, names(i));
      out.print("grants:\n  - { to: team:insiders, role: insider, in: prod, because: A figure }\n");
      for (int i = 0; i < groups; i++)
        out.printf("  - { to: team:t%1$d, role: r%1$d, in: prod, because: A figure }%n", i);
    }
  }

  private String names(int group) {
    return IntStream.range(group * documents, (group + 1) * documents)
        .mapToObj(i -> "d" + i)
        .collect(Collectors.joining(","));
  }

  /** What a group is by, in the store and over SCIM. */
  static String idOfGroup(int group) {
    return id("a", group);
  }

  static String idOfPerson(int person) {
    return id("b", person);
  }

  private static String id(String kind, int number) {
    return "%s0000000-0000-4000-8000-%012d".formatted(kind, number);
  }

  /** Nobody tells the server: it is to be started anew. */
  void into(Account owner) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(owner.url(), owner.user(), new String(owner.password()))) {
      // At once, so that the server does not look at half of it.
      connection.setAutoCommit(false);
      Sql.run(
          connection,
          "set search_path to usher_store",
          // Made whole afterwards, which is faster than row by row.
          "alter table directory_member drop constraint directory_member_pkey",
          "alter table directory_member drop constraint directory_member_group_id_fkey",
          "drop index directory_member_member",
          """
          insert into directory_user (id, directory, user_name, subject, active, created, modified, document)
          select ('b0000000-0000-4000-8000-' || lpad(p::text, 12, '0'))::uuid, 'okta', 'p' || p || '@acme.example',
            'p' || p, true, now(), now(), jsonb_build_object('userName', 'p' || p || '@acme.example', 'active', true,
              'title', case when p %% %d = 0 then 'in' else 'out' end)
          from generate_series(0, %d) p
          """
              .formatted(INSIDERS, people - 1),
          """
          insert into directory_name (subject, directory, user_id, bound)
          select subject, directory, id, now() from directory_user
          """,
          """
          insert into directory_group (id, directory, display_name, created, modified)
          select ('a0000000-0000-4000-8000-' || lpad(g::text, 12, '0'))::uuid, 'okta', 't' || g, now(), now()
          from generate_series(0, %d) g
          """
              .formatted(groups - 1),
          """
          insert into directory_member (group_id, member_id, is_group, since, told)
          select ('a0000000-0000-4000-8000-' || lpad(((p * %d + i * %d) %% %d)::text, 12, '0'))::uuid,
            ('b0000000-0000-4000-8000-' || lpad(p::text, 12, '0'))::uuid, false, now(), true
          from generate_series(0::bigint, %d) p, generate_series(0, %d) i
          """
              .formatted(STEP, STRIDE, groups, people - 1, each - 1),
          "alter table directory_member add primary key (group_id, member_id)",
          "alter table directory_member add foreign key (group_id) references directory_group",
          "create index directory_member_member on directory_member (member_id)",
          "analyze directory_user, directory_name, directory_group, directory_member");
      connection.commit();
    }
  }
}
