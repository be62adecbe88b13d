package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Connector;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.plan.Plan;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.ImportReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A system that had a life before usher, and the policy that is imported from it. */
abstract class Brownfield implements AutoCloseable {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z"));

  final Path policy;

  Brownfield(Path policy) {
    this.policy = policy;
  }

  abstract Connector<?> connector();

  /** As somebody types it. */
  abstract String url();

  /** Usher's own account and its password. */
  abstract String admin();

  /** Everything that anybody can do, by the server's own answers: {@code who | on what | what}. */
  abstract TreeSet<String> can();

  /** The text with what this one is called for its placeholders. */
  abstract String filled(String text);

  @Override
  public abstract void close();

  /** What lays it out, from a file. */
  static String resource(String file) {
    try (InputStream text =
        Objects.requireNonNull(Brownfield.class.getResourceAsStream("/brownfield/" + file))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Usher usher() {
    return new LocalUsher(
        new PolicyReader(CLOCK),
        name -> Optional.ofNullable(Map.of("USHER_ADMIN", admin()).get(name)),
        List.of(connector()),
        FileLedger::beside,
        CLOCK,
        "ann",
        new SecureRandom(),
        Duration.ofSeconds(10));
  }

  /** What import promises, each of it seen. */
  ImportReport imported() {
    TreeSet<String> before = can();
    ImportReport report = usher().importing(url(), "env:USHER_ADMIN", policy, Progress.silent());
    assertThat(report.failures()).isEmpty();
    assertThat(report.diagnostics()).noneMatch(Diagnostic::isError);
    assertThat(report.changes()).isEmpty();
    assertThat(usher().validate(policy).diagnostics())
        .as("validate")
        .noneMatch(Diagnostic::isError);
    PlanReport plan = plan();
    assertThat(plan.hasErrors()).isFalse();
    assertThat(statements(plan)).isEmpty();
    assertThat(plan.hasChanges()).isFalse();
    assertThat(can()).isEqualTo(before);
    return report;
  }

  /** Each as {@code row: text}. */
  static List<String> unsaid(ImportReport report) {
    return report.unsaid().stream().map(one -> one.row() + ": " + one.text()).toList();
  }

  PlanReport plan() {
    return usher().plan(policy, Set.of(), Progress.silent());
  }

  ApplyReport apply(PlanReport plan) {
    return usher().apply(policy, plan, Progress.silent());
  }

  static List<String> statements(PlanReport plan) {
    return plan.plans().stream()
        .flatMap(one -> one.stages().stream())
        .flatMap(stage -> stage.steps().stream())
        .map(Plan.Step::statement)
        .toList();
  }

  /** What the plan does, after which nobody has more and nothing is left to do. */
  List<String> tightened() {
    PlanReport plan = plan();
    assertThat(plan.diagnostics()).noneMatch(Diagnostic::isError);
    TreeSet<String> before = can();
    assertThat(apply(plan).failures()).isEmpty();
    TreeSet<String> more = can();
    more.removeAll(before);
    assertThat(more).as("%s", statements(plan)).isEmpty();
    assertThat(statements(plan())).isEmpty();
    return statements(plan);
  }

  /** One line of what a role can do is dropped. */
  void tighten(RandomGenerator random) throws IOException {
    Path roles = policy.resolve("roles.yaml");
    List<String> lines = new ArrayList<>(Files.readAllLines(roles));
    List<Integer> permissions = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("      - { do: ")) permissions.add(i);
    }
    if (permissions.isEmpty()) return;
    String dropped = lines.remove(permissions.get(random.nextInt(permissions.size())).intValue());
    Files.write(roles, lines);
    PlanReport plan = plan();
    // A role that gives nothing any more is an error of the policy, which says so.
    if (plan.diagnostics().stream().anyMatch(Diagnostic::isError)) {
      assertThat(plan.diagnostics())
          .filteredOn(Diagnostic::isError)
          .allMatch(one -> Set.of("gives-nothing", "grant-of-nothing").contains(one.code()));
      return;
    }
    assertThat(tightened()).as("without %s", dropped).isNotEmpty();
  }

  List<String> verified() {
    return usher().verify(policy, Set.of(), Progress.silent()).differences().stream()
        .map(one -> one.text() + " by " + one.paths())
        .toList();
  }

  String text(String file) {
    try {
      return Files.readString(policy.resolve(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void write(String file, String text) {
    try {
      Files.writeString(policy.resolve(file), text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  void edit(String file, String before, String after) {
    Shops.edit(policy.resolve(file), filled(before), filled(after));
  }
}
