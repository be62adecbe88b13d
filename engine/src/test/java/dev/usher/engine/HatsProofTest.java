package dev.usher.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.engine.report.ApplyReport;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.VerifyReport.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role that is put on, all the way: planned, applied, held against the server's own answers. */
class HatsProofTest {
  private static final String POLICY =
      """
      people: { hatter: {} }
      roles:
        index:
          can:
            - { do: read, on: shop-db/public/orders, columns: [id, status] }
        auditor:
          carry: switch
          can:
            - { do: [read, delete], on: shop-db/public/orders, rows: row.id > 2 }
      grants:
        - { to: hatter, role: index, in: prod, because: tests }
        - { to: hatter, role: auditor, in: prod, because: tests }
      """;

  @TempDir Path folder;

  @Test
  void what_each_hat_has_is_proved_and_what_it_has_not_is_found() throws IOException {
    try (Shops shops = new Shops(folder)) {
      Usher usher = shops.usher();
      Path hats = shops.policy.resolve("hats.yaml");
      Files.writeString(hats, POLICY.replace("carry: switch", "description: together"));
      assertThat(usher.plan(shops.policy, Set.of(), Progress.silent()).diagnostics())
          .extracting(Diagnostic::code)
          .contains("columns-and-rows");
      Files.writeString(hats, POLICY);
      apply(usher, shops);
      assertThat(differences(usher, shops)).isEmpty();
      String hat =
          shops
              .database(Shops.PROD)
              .rows("select rolname from pg_roles where rolname like 'usher_prod_shop-db_auditor%'")
              .getFirst()
              .getFirst();
      for (String tampering :
          List.of(
              "grant select on public.customers to \"" + hat + "\"",
              "grant update on public.orders to \"" + hat + "\"",
              "revoke delete on public.orders from \"" + hat + "\"",
              "revoke \"" + hat + "\" from hatter granted by " + shops.admin(Shops.PROD))) {
        shops.database(Shops.PROD).run(tampering);
        assertThat(differences(usher, shops))
            .as(tampering)
            .isNotEmpty()
            .allMatch(one -> one.subject().equals("hatter"));
        apply(usher, shops);
        assertThat(differences(usher, shops)).as("mended: " + tampering).isEmpty();
      }
    }
  }

  private static void apply(Usher usher, Shops shops) {
    PlanReport plan = usher.plan(shops.policy, Set.of(), Progress.silent());
    ApplyReport applied = usher.apply(shops.policy, plan, Progress.silent());
    assertThat(applied.isWhole()).as(plan.diagnostics() + " " + applied).isTrue();
  }

  private static List<Difference> differences(Usher usher, Shops shops) {
    return usher.verify(shops.policy, Set.of("prod"), Progress.silent()).differences();
  }
}
