package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.postgres.PostgresConnector;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.ports.FileLedger;
import dev.usher.policy.PolicyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nevers are held against those too whom a directory will bring. */
class UnnamedTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

  private static List<Diagnostic> validated(Path folder, String more) throws IOException {
    Files.writeString(
        folder.resolve("policy.yaml"),
        """
        environments: { prod: {} }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "jdbc:postgresql://localhost:5432/shop", admin: "env:ADMIN" } }
            schemas: [public]
        people: { alice: {} }
        directories: { corp: { type: scim, attributes: { region: addresses.region } } }
        roles:
          reader: { can: [{ do: read, on: shop-db/public/customers }] }
          orders: { can: [{ do: read, on: shop-db/public/orders }] }
          hidden: { can: [{ do: read, on: shop-db/public/customers, except: [customers.email] }] }
        never:
          - { who: "*", can: read, on: prod/shop-db/public/customers.email }
        """
            + more);
    return new LocalUsher(
            new PolicyReader(CLOCK),
            _ -> Optional.empty(),
            List.of(new PostgresConnector(CLOCK)),
            FileLedger::beside,
            CLOCK,
            "ann",
            new SecureRandom(),
            Duration.ofSeconds(1))
        .validate(folder).diagnostics().stream()
            .filter(one -> one.code().startsWith("never"))
            .toList();
  }

  @Test
  void whoeverIsInAGroupCouldBreakIt(@TempDir Path folder) throws IOException {
    String team = "teams: { reporting: { group: \"corp:Reporting\" } }\n";
    assertThat(
            validated(
                folder,
                team + "grants: [{ to: team:reporting, role: reader, in: prod, because: x }]\n"))
        .singleElement()
        .satisfies(one -> assertThat(one.isError()).isFalse())
        .extracting(Diagnostic::code, Diagnostic::message)
        .satisfies(
            both ->
                assertThat(both.toString())
                    .contains("never-open", "group corp:Reporting", "customers.email"));
    assertThat(
            validated(
                folder,
                team + "grants: [{ to: team:reporting, role: hidden, in: prod, because: x }]\n"))
        .isEmpty();
  }

  @Test
  void whoeverIsDescribedSoCouldBreakIt(@TempDir Path folder) throws IOException {
    assertThat(
            validated(
                folder,
                """
                teams: { eu: { where: subject.region == "eu" } }
                grants: [{ to: team:eu, role: reader, in: prod, because: x }]
                """))
        .singleElement()
        .extracting(Diagnostic::message)
        .asString()
        .contains("directory corp: anybody with region \"eu\"");
  }

  /** The never speaks of one group, and what breaks it is given to another. */
  @Test
  void whoeverIsInTwoGroupsCouldBreakIt(@TempDir Path folder) throws IOException {
    assertThat(
            validated(
                folder,
                """
                  - { who: team:trainees, can: read, on: prod/shop-db/public/orders }
                teams:
                  trainees: { group: "corp:Trainees" }
                  clerks: { group: "corp:Clerks" }
                  others: { group: "corp:Others" }
                  north: { where: subject.region == "north" }
                  south: { where: subject.region == "south" }
                """
                    + "grants: [{ to: team:clerks, role: orders, in: prod, because: x }]\n"))
        .singleElement()
        .extracting(Diagnostic::message)
        .asString()
        .contains("directory corp: anybody in Clerks and Trainees,");
  }

  @Test
  void whoeverIsInAGroupAndDescribedSoCouldBreakIt(@TempDir Path folder) throws IOException {
    String north =
        """
          - { who: team:north, can: read, on: prod/shop-db/public/orders }
        teams:
          clerks: { group: "corp:Clerks" }
          north: { where: subject.region == "north" }
          south: { where: subject.region == "south" }
          long: { where: 'subject.region != "south"' }
        """;
    assertThat(
            validated(
                folder,
                north + "grants: [{ to: team:clerks, role: orders, in: prod, because: x }]\n"))
        .singleElement()
        .extracting(Diagnostic::message)
        .asString()
        .as("of whom no region is told is perhaps of the north")
        .contains("group corp:Clerks,");
    assertThat(
            validated(
                folder,
                north + "grants: [{ to: team:south, role: orders, in: prod, because: x }]\n"))
        .as("nobody is in both")
        .isEmpty();
    assertThat(
            validated(
                folder,
                north + "grants: [{ to: team:long, role: orders, in: prod, because: x }]\n"))
        .singleElement()
        .extracting(Diagnostic::message)
        .asString()
        .contains("with region \"north\",");
  }

  @Test
  void whatSomebodyBreaksTodayIsToldOnce(@TempDir Path folder) throws IOException {
    assertThat(validated(folder, "grants: [{ to: alice, role: reader, in: prod, because: x }]\n"))
        .singleElement()
        .extracting(Diagnostic::code)
        .isEqualTo("never-broken");
  }
}
