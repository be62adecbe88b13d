package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.testkit.Postgres;
import dev.usher.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random databases: import changes nobody's access, and a line that is taken out of the policy
 * takes something from somebody and gives nobody anything. {@code -Dusher.imports=N} tries more.
 */
class ImportRandomTest {
  private static final int TRIALS = Integer.getInteger("usher.imports", 4);

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.Postgres#all")
  void what_chance_gave_is_described_and_can_be_taken(Postgres server) {
    Seeds.each(TRIALS, random -> trial(server, random));
  }

  private void trial(Postgres server, RandomGenerator random) throws IOException {
    try (Brownfield there = new Brownfield(server, folder)) {
      RandomGrants.into(there.database, random);
      TreeSet<String> before = there.can();
      ImportReport report = there.imported();
      assertThat(report.failures()).isEmpty();
      assertThat(report.diagnostics()).noneMatch(Diagnostic::isError);
      assertThat(report.changes()).isEmpty();
      PlanReport plan = there.plan();
      assertThat(plan.hasErrors()).isFalse();
      assertThat(Brownfield.statements(plan)).isEmpty();
      assertThat(there.can()).isEqualTo(before);
      tighten(there, random, before);
    }
  }

  /** One line of what a role can do is dropped. */
  private static void tighten(Brownfield there, RandomGenerator random, TreeSet<String> before)
      throws IOException {
    Path roles = there.policy.resolve("roles.yaml");
    List<String> lines = new ArrayList<>(Files.readAllLines(roles));
    List<Integer> permissions = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("      - { do: ")) permissions.add(i);
    }
    if (permissions.isEmpty()) return;
    String dropped = lines.remove(permissions.get(random.nextInt(permissions.size())).intValue());
    Files.write(roles, lines);
    PlanReport plan = there.plan();
    // A role that gives nothing any more is an error of the policy, which says so.
    if (plan.diagnostics().stream().anyMatch(Diagnostic::isError)) {
      assertThat(plan.diagnostics())
          .filteredOn(Diagnostic::isError)
          .allMatch(one -> one.code().equals("gives-nothing"));
      return;
    }
    assertThat(Brownfield.statements(plan)).isNotEmpty();
    assertThat(there.apply(plan).failures()).isEmpty();
    TreeSet<String> more = there.can();
    more.removeAll(before);
    assertThat(more).as("without %s: %s", dropped, Brownfield.statements(plan)).isEmpty();
    assertThat(Brownfield.statements(there.plan())).isEmpty();
  }
}
