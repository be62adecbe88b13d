package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.core.model.SystemType;
import dev.usher.core.plan.Plan;
import dev.usher.engine.approval.Approvals;
import dev.usher.engine.follow.Directories;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.past.PastBook;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.policy.PolicyReader;
import dev.usher.testkit.fake.House;
import dev.usher.testkit.fake.LocksConnector;
import dev.usher.testkit.fake.LocksType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Three houses, one of them with two wings, and a policy for their doors: several systems without
 * transactions, in memory.
 */
final class Houses {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));

  final House ash = new House("ash", "main");
  final House elm = new House("elm", "north", "south");
  final House oak = new House("oak", "main");
  final Path policy;
  final FileLedger ledger;
  final Usher usher;

  Houses(Path folder) {
    this(folder, LocksType.TYPE);
  }

  Houses(Path folder, SystemType... types) {
    this(folder, Directories.NONE, types);
  }

  Houses(Path folder, Directories directories, SystemType... types) {
    policy = folder.resolve("access");
    ledger = new FileLedger(folder.resolve("ledger.jsonl"));
    for (House house : List.of(ash, elm, oak)) {
      for (String wing : house == elm ? List.of("north", "south") : List.of("main")) {
        house.build(wing, "door", "hall");
        house.build(wing, "door", "safe");
        house.build(wing, "lift", "a");
      }
    }
    usher =
        new LocalUsher(
            new PolicyReader(CLOCK),
            _ -> Optional.of(LocksConnector.PORTER + ":" + LocksConnector.PASSWORD),
            Arrays.stream(types)
                .<Connector<?>>map(type -> new LocksConnector(type, CLOCK, List.of(ash, elm, oak)))
                .toList(),
            _ -> ledger,
            new Heard(directories, HoldBook.NONE, Approvals.NONE, PastBook.NONE),
            CLOCK,
            "ann",
            new SecureRandom(),
            Duration.ofSeconds(1));
    write(
        "estate.yaml",
        """
        environments: { day: {}, night: {} }
        systems:
          ash: { type: locks, in: { day: { url: "locks://ash/main", admin: "env:A" } } }
          elm:
            type: locks
            in:
              day: { url: "locks://elm/north", admin: "env:A" }
              night: { url: "locks://elm/south", admin: "env:A" }
          oak: { type: locks, in: { day: { url: "locks://oak/main", admin: "env:A" } } }
        people: { alice: {}, bob: {}, carol: {} }
        roles:
          guard:
            can:
              - { do: use, on: ["ash/*", "elm/*", "oak/*"], except: [safe] }
              - { do: use, on: ["ash/lift:*", "elm/lift:*", "oak/lift:*"] }
        """);
    guards("alice", "bob");
  }

  /** Writes who the guards are, by day and by night. */
  void guards(String... names) {
    write(
        "grants.yaml",
        """
        grants:
          - { to: [%s], role: guard, in: [day, night], because: The rota }
        """
            .formatted(String.join(", ", names)));
  }

  void write(String file, String text) {
    try {
      Files.createDirectories(policy);
      Files.writeString(policy.resolve(file), text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  PlanReport plan() {
    return usher.plan(policy, Set.of(), Progress.silent());
  }

  ApplyReport apply() {
    return usher.apply(policy, plan(), Progress.silent());
  }

  static List<String> statements(Plan plan) {
    return plan.stages().stream()
        .flatMap(stage -> stage.steps().stream())
        .map(Plan.Step::statement)
        .toList();
  }

  /** The badges that one gets in with. */
  static Set<String> open(House house) {
    return house.badges().stream()
        .filter(badge -> !badge.blocked())
        .map(House.Badge::name)
        .collect(Collectors.toSet());
  }
}
