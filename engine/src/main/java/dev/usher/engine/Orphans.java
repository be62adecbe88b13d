package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.OrphanReport;
import dev.usher.engine.report.OrphanReport.Orphan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who can log in somewhere, and is neither of the policy nor usher itself. */
final class Orphans {
  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;

  Orphans(
      Reading reading, Map<String, Connector<?>> connectors, AdminSecrets secrets, Duration limit) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
  }

  OrphanReport find(Path folder) {
    Read read = reading.read(folder);
    List<Diagnostic> errors = read.diagnostics().stream().filter(Diagnostic::isError).toList();
    if (read.ground().isEmpty()) return new OrphanReport(errors, List.of(), List.of());
    Ground ground = read.ground().get();
    Site.All all = Site.of(ground.policy(), connectors);
    Gathered<List<Orphan>> found = SideBySide.each(all.sites(), site -> at(site, ground));
    List<Failure> failures = new ArrayList<>(all.failures());
    failures.addAll(found.failures());
    return new OrphanReport(
        errors, found.results().stream().flatMap(List::stream).toList(), failures);
  }

  private <N extends Native> List<Orphan> at(Site<N> site, Ground ground) {
    Set<String> known =
        site.targets()
            .flatMap(target -> ground.access(target).members().values().stream())
            .map(member -> member.account())
            .collect(Collectors.toSet());
    known.addAll(site.admins(secrets));
    try (Session<N> session = site.open(secrets, limit);
        var answers = session.probe(new Probe(Set.of(), Optional.empty(), false))) {
      return answers
          .filter(reach -> reach.opens() && !known.contains(reach.account()))
          .map(reach -> orphan(site.realm().key(), reach))
          .sorted(Comparator.comparing(Orphan::account))
          .toList();
    }
  }

  private static Orphan orphan(String realm, Reach reach) {
    return new Orphan(
        realm, reach.account(), reach.ours(), reach.powers(), reach.holds(), reach.can().size());
  }
}
