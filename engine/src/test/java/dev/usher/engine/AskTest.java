package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.usher.core.decide.Decision;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.report.AccessReport;
import dev.usher.engine.report.CanReport;
import dev.usher.engine.report.WhoCanReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions that the example policy alone answers: no server runs. */
class AskTest {
  private static final String ORDERS = "prod/shop-db/public/orders";
  @TempDir Path folder;
  private Usher usher;
  private Path policy;

  @BeforeEach
  void start() {
    policy = folder.resolve("access");
    usher = Shops.withoutServers();
    usher.init(policy);
  }

  @Test
  void all_part_or_none_each_with_its_reason() {
    assertThat(can("alice", "read", ORDERS).decision())
        .hasValueSatisfying(
            decision ->
                assertThat(decision)
                    .isInstanceOfSatisfying(
                        Decision.All.class,
                        all ->
                            assertThat(all.why().toString())
                                .contains("analyst for team:backend", "roles.yaml:")));
    assertThat(can("alice", "read", "prod/shop-db/public/customers").decision().orElseThrow())
        .isInstanceOfSatisfying(
            Decision.Part.class,
            part -> assertThat(part.missing()).containsExactly("email", "phone"));
    assertThat(can("alice", "update", ORDERS).decision().orElseThrow())
        .isInstanceOf(Decision.None.class);
    assertThat(can("dan", "read", ORDERS).decision().orElseThrow())
        .isInstanceOf(Decision.None.class);
  }

  @Test
  void a_question_that_cannot_be_asked_is_told_with_what_to_ask_instead() {
    assertThat(codes(can("alcie", "read", ORDERS))).containsExactly("unknown-subject");
    assertThat(Diagnostics.render(can("alcie", "read", ORDERS).diagnostics()))
        .contains("did you mean alice?");
    assertThat(codes(can("alice", "raed", ORDERS))).containsExactly("unknown-action");
    assertThat(codes(can("alice", "execute", ORDERS))).containsExactly("no-such-action-here");
    assertThat(can("alice", "read", "prod/shop-db/public/*").diagnostics()).isNotEmpty();
    assertThat(can("alice", "read", "nowhere/shop-db/public/orders").diagnostics()).isNotEmpty();
    assertThat(can("alcie", "read", ORDERS).decision()).isEmpty();
  }

  @Test
  void who_can_names_everyone_with_the_reason() {
    WhoCanReport report = usher.whoCan(policy, "read", "prod/shop-db/billing/invoices", false);
    assertThat(report.who()).extracting(WhoCanReport.One::subject).containsExactly("erin");
    assertThat(usher.whoCan(policy, "read", ORDERS, false).who())
        .extracting(WhoCanReport.One::subject)
        .containsExactly("alice", "bob", "carol", "checkout", "erin");
    assertThat(usher.whoCan(policy, "delete", ORDERS, false).who()).isEmpty();
  }

  @Test
  void access_tells_everything_by_target_and_role() {
    AccessReport report = usher.access(policy, "erin", false);
    assertThat(report.targets())
        .extracting(AccessReport.There::target)
        .containsExactly("prod/shop-db", "prod/stock-db");
    assertThat(report.targets().getFirst().held())
        .anySatisfy(
            held -> {
              assertThat(held.role()).isEqualTo("analyst");
              assertThat(held.actions()).containsExactly("select");
              assertThat(held.on()).isEqualTo("prod/shop-db/public/*");
              assertThat(held.but())
                  .containsExactly(
                      "except prod/shop-db/public/customers.email",
                      "except prod/shop-db/public/customers.phone");
              assertThat(held.why().toString()).contains("FIN-3");
            })
        .anySatisfy(held -> assertThat(held.role()).isEqualTo("finance"));
    assertThat(usher.access(policy, "nobody", false).diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("unknown-subject");
  }

  @Test
  void an_example_or_a_never_that_does_not_hold_is_an_error_at_its_line() {
    Shops.edit(
        policy.resolve("roles.yaml"), "{ who: dan,   cannot: read,", "{ who: erin,  cannot: read,");
    Shops.edit(
        policy.resolve("roles.yaml"),
        "{ who: team:backend, can: [write,",
        "{ who: erin, can: [read,");
    assertThat(usher.validate(policy).diagnostics())
        .filteredOn(Diagnostic::isError)
        .allSatisfy(one -> assertThat(one.at()).isPresent())
        .extracting(Diagnostic::code)
        .containsExactlyInAnyOrder("expect-unmet", "never-broken");
    assertThat(usher.plan(policy, Set.of(), Progress.silent()).plans()).isEmpty();
  }

  /** Of whoever a directory describes so, into a team that may change what is protected. */
  @Test
  void a_team_of_weight_that_takes_in_by_what_a_directory_says_is_an_error_at_its_line()
      throws IOException {
    Path own = Files.createDirectories(policy.resolveSibling("where"));
    String text =
        """
        environments: { prod: { protected: true } }
        directories: { okta: { type: scim, attributes: { job: title } } }
        systems:
          shop-db:
            type: postgresql
            in: { prod: { url: "jdbc:postgresql://127.0.0.1:1/shop", admin: "env:X" } }
        teams: { admins: { where: subject.job == "DBA" } }
        roles: { WORD: { can: [ { do: WORD, on: shop-db/public/orders } ] } }
        grants: [ { to: "team:admins", role: WORD, in: [prod], because: A test } ]
        """;
    Files.writeString(own.resolve("policy.yaml"), text.replace("WORD", "write"));
    assertThat(usher.validate(own).diagnostics())
        .filteredOn(Diagnostic::isError)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.code()).isEqualTo("where-unasked");
              assertThat(one.at().orElseThrow().line()).isEqualTo(7);
              assertThat(one.snippet().orElseThrow().toString()).contains("subject.job");
            });
    Files.writeString(own.resolve("policy.yaml"), text.replace("WORD", "read"));
    assertThat(usher.validate(own).diagnostics()).noneMatch(Diagnostic::isError);
  }

  @Test
  void init_overwrites_nothing() {
    assertThat(catchThrowable(() -> usher.init(policy)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("overwrites nothing");
  }

  private static List<String> codes(CanReport report) {
    return report.diagnostics().stream().map(Diagnostic::code).toList();
  }

  private CanReport can(String subject, String action, String address) {
    return usher.can(policy, subject, action, address, Optional.empty(), false);
  }
}
