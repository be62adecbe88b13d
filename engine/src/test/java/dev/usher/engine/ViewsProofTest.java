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

/** A role that reads by views, all the way: planned, applied, held against the server's answers. */
class ViewsProofTest {
  private static final String POLICY =
      """
      people: { looker: { attributes: { least: 2 } } }
      roles:
        index:
          carry: view
          can:
            - { do: read, on: shop-db/public/orders, columns: [id, status] }
        auditor:
          can:
            - { do: [read, delete], on: shop-db/public/orders, rows: row.id > 2 }
        clerk:
          carry: view
          can:
            - { do: read, on: shop-db/public/orders, rows: row.id >= subject.least }
      grants:
        - { to: looker, role: index, in: prod, because: tests }
        - { to: looker, role: auditor, in: prod, because: tests }
        - { to: looker, role: clerk, in: prod, because: tests }
      """;

  @TempDir Path folder;

  @Test
  void what_is_read_by_views_is_proved_and_what_is_not_as_made_is_found() throws IOException {
    try (Shops shops = new Shops(folder)) {
      Usher usher = shops.usher();
      Path views = shops.policy.resolve("views.yaml");
      Files.writeString(views, POLICY.replace("carry: view", "description: together"));
      assertThat(usher.plan(shops.policy, Set.of(), Progress.silent()).diagnostics())
          .extracting(Diagnostic::code)
          .contains("columns-and-rows");
      Files.writeString(views, POLICY);
      apply(usher, shops);
      assertThat(differences(usher, shops)).isEmpty();
      String view = "public.orders__usher_index";
      for (String tampering :
          List.of(
              "create or replace view " + view + " as select id, status from public.orders",
              "alter view " + view + " rename column status to state",
              "alter view " + view + " set (security_barrier = false)",
              "drop view " + view,
              "revoke select on " + view + " from " + group(shops, "index"),
              "grant insert on " + view + " to " + group(shops, "clerk"),
              "update usher.attributes set whole = 1 where account = 'looker'")) {
        shops.database(Shops.PROD).run(tampering);
        assertThat(differences(usher, shops)).as(tampering).isNotEmpty();
        apply(usher, shops);
        assertThat(differences(usher, shops)).as("mended: " + tampering).isEmpty();
      }
    }
  }

  private static String group(Shops shops, String role) {
    String sql =
        "select quote_ident(rolname) from pg_roles where rolname like 'usher_prod_shop-db_%s_%%'";
    return shops.database(Shops.PROD).rows(sql.formatted(role)).getFirst().getFirst();
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
