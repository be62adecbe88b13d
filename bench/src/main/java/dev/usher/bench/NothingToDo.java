package dev.usher.bench;

import dev.usher.testkit.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/** The everyday run: a large database that is as the policy says. */
final class NothingToDo implements Benchmark {
  private static final double OF_THE_BARE_QUERIES = 1.5;
  private static final double START_MS = 500;
  private static final double VERIFY_OF_PLAN = 3;
  static final String HEAP = "-Xmx512m";
  private static final String SMALL = "small";

  @Override
  public String name() {
    return "nothing-to-do";
  }

  @Override
  public String about() {
    return "plan and verify with nothing to do: 10,000 tables, 1,000 roles, 100,000 ACL entries";
  }

  @Override
  public List<Figure> run(Scale scale) throws Exception {
    Company company = company(scale);
    try (Playground playground = new Playground();
        Wire wire = new Wire(playground.server().host(), playground.server().port())) {
      Work work = new Work(playground.scene().usher());
      int ofSmall = questionsOfSmall(playground, wire, work);
      Path policy = settle(playground, company, work);
      List<String> questions = questions(playground, company, wire, work);
      return measure(playground, policy, questions, work, scale, ofSmall);
    }
  }

  static Company company(Scale scale) {
    return scale == Scale.FULL
        ? new Company(new Estate(20, 500), 50, 950, 4)
        : new Company(new Estate(4, 5), 4, 8, 2);
  }

  /** Most that a plan with nothing to do may take, in milliseconds. */
  static double limit(Times bare) {
    return OF_THE_BARE_QUERIES * bare.median() + START_MS;
  }

  /** A database with next to nothing in it, so that one sees whether questions grow in number. */
  private static int questionsOfSmall(Playground playground, Wire wire, Work work)
      throws Exception {
    Company two = new Company(new Estate(2, 1), 2, 2, 1);
    playground.createDatabase(SMALL);
    try (Connection connection = playground.server().connect(SMALL)) {
      two.estate().create(connection, Playground.OWNER);
    }
    Path policy = write(playground, two, SMALL, url(playground, wire.port(), SMALL));
    work.apply(policy, work.plan(policy));
    wire.takeAsked();
    work.nothingToDo(policy);
    int count = wire.takeAsked().size();
    playground.server().run("postgres", "drop database " + SMALL + " with (force)");
    return count;
  }

  /** Makes the estate, applies the company's policy, and leaves the catalogues tidy. */
  static Path settle(Playground playground, Company company, Work work) throws Exception {
    Path policy =
        write(
            playground,
            company,
            "direct",
            url(playground, playground.server().port(), Playground.DATABASE));
    try (Connection connection = playground.superuser()) {
      company.estate().create(connection, Playground.OWNER);
      work.apply(policy, work.plan(policy));
      Sql.run(
          connection,
          "vacuum analyze pg_class, pg_attribute, pg_type, pg_shdepend, pg_authid, pg_auth_members,"
              + " pg_shdescription",
          "checkpoint");
      String entries =
          Sql.column(
                  connection,
                  "select sum(cardinality(relacl) - 1) from pg_class"
                      + " where relkind = 'r' and relnamespace::regnamespace::text ~ '^s[0-9]+$'")
              .getFirst();
      if (!entries.equals(Integer.toString(company.entries()))) {
        throw new IllegalStateException(entries + " ACL entries, not " + company.entries());
      }
    }
    return policy;
  }

  /** What plan asks, written down on the way. */
  private static List<String> questions(
      Playground playground, Company company, Wire wire, Work work) throws IOException {
    Path policy =
        write(playground, company, "wire", url(playground, wire.port(), Playground.DATABASE));
    work.nothingToDo(policy);
    return wire.takeAsked();
  }

  private static List<Figure> measure(
      Playground playground,
      Path policy,
      List<String> questions,
      Work work,
      Scale scale,
      int ofSmall)
      throws Exception {
    Launcher launcher = new Launcher(playground.scene().folder("direct"), List.of(HEAP));
    String folder = policy.toString();
    Times bare = new Times();
    Times planWarm = new Times();
    Times verifyWarm = new Times();
    Times plan = new Times();
    Times verify = new Times();
    long rows = 0;
    for (int i = 0; i < (scale == Scale.FULL ? 5 : 1); i++) {
      try (Connection connection = playground.usher()) {
        Connection asking = connection;
        bare.measure(() -> Bare.ask(asking, questions));
      }
      planWarm.measure(() -> work.nothingToDo(policy));
      verifyWarm.measure(() -> work.verify(policy));
      plan.measure(() -> launcher.expect(0, "plan", "-p", folder, "--detailed-exitcode"));
      verify.measure(() -> launcher.expect(0, "verify", "-p", folder));
    }
    double planLimit = limit(bare);
    return List.of(
        Figure.promised(
            "plan_ms", "usher plan, a process of 512 MiB", plan.median(), "ms", planLimit),
        Figure.promised(
            "verify_ms",
            "usher verify, a process of 512 MiB",
            verify.median(),
            "ms",
            VERIFY_OF_PLAN * planLimit),
        Figure.promised(
            "questions",
            "questions to a database, of at most those to a small one",
            questions.size(),
            "",
            ofSmall),
        Figure.of("bare_ms", "the same questions by plain JDBC, warm", bare.median(), "ms"),
        Figure.of("plan_warm_ms", "plan in a JVM that is warm", planWarm.median(), "ms"),
        Figure.of("verify_warm_ms", "verify in a JVM that is warm", verifyWarm.median(), "ms"));
  }

  static String url(Playground playground, int port, String database) {
    return "jdbc:postgresql://" + playground.server().host() + ":" + port + "/" + database;
  }

  private static Path write(Playground playground, Company company, String folder, String url)
      throws IOException {
    return company.policy().write(playground, folder, company.estate().schemaNames(), url);
  }
}
