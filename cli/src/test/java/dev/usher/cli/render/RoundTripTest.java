package dev.usher.cli.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.engine.json.FromJson;
import dev.usher.engine.json.Json;
import dev.usher.engine.report.DriftReport;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.FilterReport;
import dev.usher.engine.report.IssueReport;
import dev.usher.engine.report.LedgerReport;
import dev.usher.engine.report.OrphanReport;
import dev.usher.engine.report.OrphanReport.Orphan;
import dev.usher.engine.report.OrphanReport.Owned;
import dev.usher.engine.report.PlanReport;
import dev.usher.engine.report.ValidateReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back as it was. */
class RoundTripTest {
  static List<Record> reports() {
    List<Failure> down = List.of(Reports.down());
    PlanReport plan = Reports.plan();
    List<Record> all =
        new ArrayList<>(
            List.of(
                plan,
                Reports.withoutTransactions(),
                Reports.nothing(down),
                Reports.applied(),
                Reports.halfApplied(),
                Reports.receipt(List.of("the account bob can still log in"), down),
                Reports.proved(),
                Reports.tampered(),
                Reports.whoCan(),
                Reports.filter(Reports.someRows()),
                Reports.filter(new FilterReport.Every()),
                Reports.filter(new FilterReport.None("nearest: select by role support")),
                Reports.access(),
                Reports.history(),
                Reports.schedule(),
                Reports.ledger(List.of("entry 7 is altered"), down),
                Reports.continued(),
                Reports.imported(List.of("GRANT …")),
                new DriftReport(Optional.of(Instant.EPOCH), Optional.of("ann"), true, plan),
                new DriftReport(Optional.empty(), Optional.empty(), false, plan),
                new ValidateReport(plan.diagnostics(), Map.of("teams", 2), Optional.of("d1")),
                new OrphanReport(
                    plan.diagnostics(),
                    List.of(
                        new Orphan(
                            "r",
                            "a\u0007b",
                            true,
                            false,
                            Set.of("superuser"),
                            Set.of(),
                            7,
                            Optional.of("a"),
                            21,
                            List.of(
                                new Owned("table", "s.t", Optional.of("prod/shop-db")),
                                new Owned("database", "d", Optional.empty())),
                            Optional.of("usher offboard a --successor WHO"))),
                    down),
                new IssueReport(
                    List.of(),
                    "alice",
                    "prod/shop-db",
                    "alice",
                    "jdbc:postgresql://h/d",
                    Optional.of("secret"),
                    Optional.of(Instant.EPOCH),
                    false,
                    down)));
    Reports.decisions().forEach(decision -> all.add(Reports.can(decision)));
    return all;
  }

  @ParameterizedTest
  @MethodSource("reports")
  void everyReportIsReadBackAsItWas(Record report) {
    assertThat((Object) FromJson.read(Json.of(report), report.getClass())).isEqualTo(report);
  }

  @Test
  void aNewerUsherMaySayMore() {
    String json = Json.of(Reports.continued()).replaceFirst("\\{", "{ \"more\": { \"x\": [1] },");
    assertThat(FromJson.read(json, LedgerReport.class)).isEqualTo(Reports.continued());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "null",
        "{\"diagnostics\":[],\"lines\":{},\"head\":\"\",\"problems\":[],\"failures\":[]}",
        "{\"diagnostics\":[],\"lines\":[null],\"head\":\"\",\"problems\":[],\"failures\":[]}",
        "{\"diagnostics\":[],\"lines\":[],\"head\":5,\"problems\":[],\"failures\":[]}",
        "{\"diagnostics\":[],\"lines\":[],\"head\":null,\"problems\":[],\"failures\":[]}",
        "{\"diagnostics\":[{\"severity\":\"loud\",\"code\":\"\",\"message\":\"\"}],\"lines\":[],"
            + "\"head\":\"\",\"problems\":[],\"failures\":[]}",
      })
  void whatIsNoReportIsRefused(String json) {
    assertThatThrownBy(() -> FromJson.read(json, LedgerReport.class))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
