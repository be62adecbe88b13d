package dev.usher.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A large company's policy: everybody with an e-mail address and an attribute, in one or two teams
 * that stand in larger ones; roles that include others, some with columns or rows; grants that end.
 */
record PolicyAtScale(int people, int teams, int roles, int grants) {
  private static final int ENVIRONMENTS = 3;
  private static final int PEOPLE_TO_A_FILE = 5_000;

  /** Writes it into an empty folder, in files as large as people keep them. */
  void write(Path folder) throws IOException {
    try (PrintWriter out = file(folder, "estate")) {
      out.println("environments:\n  dev: {}\n  staging: {}\n  prod: { protected: true }\nsystems:");
      out.println("  shop:\n    type: postgresql\n    in:");
      for (String environment : new String[] {"dev", "staging", "prod"}) {
        out.printf(
            "      %s: { url: \"jdbc:postgresql://%s.example:5432/shop\", admin: \"env:ADMIN\" }%n",
            environment, environment);
      }
      out.println("    schemas: [public, billing]\n    public: revoke");
    }
    for (int from = 0; from < people; from += PEOPLE_TO_A_FILE) people(folder, from);
    teams(folder);
    roles(folder);
    grants(folder);
  }

  private void people(Path folder, int from) throws IOException {
    try (PrintWriter out = file(folder, "people-" + from / PEOPLE_TO_A_FILE)) {
      out.println("people:");
      for (int i = from; i < Math.min(people, from + PEOPLE_TO_A_FILE); i++) {
        out.printf(
            "  p%d: { name: Person %d, email: p%d@acme.example, attributes: { region: r%d } }%n",
            i, i, i, i % 7);
      }
    }
  }

  /** Every person in the team of its number, every third in one more; each tenth team holds two. */
  private void teams(Path folder) throws IOException {
    try (PrintWriter out = file(folder, "teams")) {
      out.println("teams:");
      for (int team = 0; team < teams; team++) {
        StringBuilder members = new StringBuilder();
        for (int person = team; person < people; person += teams) {
          members.append(members.isEmpty() ? "" : ", ").append('p').append(person);
          if (person % 3 == 0) members.append(", p").append((person + 7) % people);
        }
        if (team % 10 == 0 && team + 2 < teams) {
          members.append(", team:t").append(team + 1).append(", team:t").append(team + 2);
        }
        out.printf("  t%d: { members: [%s] }%n", team, members);
      }
      out.println("  everyone-r1: { where: subject.region == \"r1\" }");
    }
  }

  private void roles(Path folder) throws IOException {
    try (PrintWriter out = file(folder, "roles")) {
      out.println("roles:");
      for (int role = 0; role < roles; role++) {
        out.printf("  role%d:%n    description: What job %d needs%n", role, role);
        if (role % 4 == 3) out.printf("    includes: [role%d]%n", role - 1);
        out.printf("    can:%n      - do: read%n        on: shop/public/t%d%n", role);
        if (role % 3 == 0) out.println("        columns: [id, status, note]");
        if (role % 5 == 0) out.println("        rows: row.region == subject.region");
        out.printf("      - { do: [read, write], on: \"shop/billing/{b%d,c%d}\" }%n", role, role);
      }
    }
  }

  private void grants(Path folder) throws IOException {
    String[] environments = {"dev", "staging", "prod"};
    try (PrintWriter out = file(folder, "grants")) {
      out.println("grants:");
      for (int grant = 0; grant < grants; grant++) {
        String to = grant % 4 == 0 ? "p" + grant % people : "team:t" + grant % teams;
        out.printf(
            "  - { to: %s, role: role%d, in: %s, because: Ticket %d%s }%n",
            to,
            grant % roles,
            environments[grant % ENVIRONMENTS],
            grant,
            grant % 10 == 0 ? ", until: 2099-12-31" : "");
      }
    }
  }

  private static PrintWriter file(Path folder, String name) throws IOException {
    return new PrintWriter(Files.newBufferedWriter(folder.resolve(name + ".yaml")));
  }
}
