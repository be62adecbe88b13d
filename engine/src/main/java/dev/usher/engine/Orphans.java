package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Owner;
import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Target;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.follow.HoldBook;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.OrphanReport;
import dev.usher.engine.report.OrphanReport.Orphan;
import dev.usher.engine.report.OrphanReport.Owned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who can log in somewhere, or was shut out and owns something still, and is neither of the policy
 * nor usher itself.
 */
final class Orphans {
  private static final Reach NONE =
      new Reach("", true, true, false, Set.of(), Set.of(), Map.of(), Map.of());

  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final HoldBook holds;

  Orphans(
      Reading reading,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      HoldBook holds) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.holds = holds;
  }

  OrphanReport find(Path folder) {
    Read read = reading.read(folder);
    List<Diagnostic> errors = read.diagnostics().stream().filter(Diagnostic::isError).toList();
    if (read.ground().isEmpty()) return new OrphanReport(errors, List.of(), List.of());
    Ground ground = read.ground().get();
    Site.All all = Site.of(ground.policy(), connectors);
    Map<String, Optional<Kind>> said = holds.said();
    Gathered<List<Orphan>> found = SideBySide.each(all.sites(), site -> at(site, ground, said));
    List<Failure> failures = new ArrayList<>(all.failures());
    failures.addAll(found.failures());
    return new OrphanReport(
        errors, found.results().stream().flatMap(List::stream).toList(), failures);
  }

  private <N extends Native> List<Orphan> at(
      Site<N> site, Ground ground, Map<String, Optional<Kind>> said) {
    try (Session<N> session = site.open(secrets, limit)) {
      Set<String> known = known(site, ground, said, session.holds());
      Map<String, Reach> open = new TreeMap<>();
      try (var answers = session.probe(new Probe(Set.of(), Optional.empty(), false))) {
        answers.filter(Reach::opens).forEach(reach -> open.put(reach.account(), reach));
      }
      Map<String, Owner> owners = new TreeMap<>();
      for (Owner one : session.owners())
        // What others closed is a role as any other.
        if (open.containsKey(one.account()) || one.ours()) owners.put(one.account(), one);
      Set<String> nobodys = new HashSet<>(open.keySet());
      nobodys.addAll(owners.keySet());
      nobodys.removeAll(known);
      return nobodys.stream()
          .sorted()
          .map(
              account ->
                  orphan(
                      site,
                      ground,
                      account,
                      Optional.ofNullable(open.get(account)),
                      Optional.ofNullable(owners.get(account))))
          .toList();
    }
  }

  /** Whose accounts somebody answers for: those who have left do not. */
  private Set<String> known(
      Site<?> site, Ground ground, Map<String, Optional<Kind>> said, Holds marks) {
    Optional<Kind> left = Optional.of(Kind.OFFBOARDED);
    Set<String> known = new HashSet<>(site.admins(secrets));
    for (Target target : site.targets().toList())
      ground
          .access(target)
          .members()
          .forEach(
              (subject, member) -> {
                boolean isGone =
                    said.containsKey(subject)
                        ? left.equals(said.get(subject))
                        : left.equals(marks.of(subject));
                if (!isGone) known.add(member.account());
              });
    return known;
  }

  private static Orphan orphan(
      Site<?> site, Ground ground, String account, Optional<Reach> open, Optional<Owner> owner) {
    Reach reach = open.orElse(NONE);
    boolean ours = open.map(Reach::ours).orElse(true);
    Optional<String> subject =
        site.targets()
            .flatMap(target -> ground.policy().subjectOf(target, account).stream())
            .findFirst()
            .filter(_ -> ours);
    return new Orphan(
        site.realm().key(),
        account,
        ours,
        open.isPresent(),
        reach.powers(),
        reach.holds(),
        reach.can().size(),
        subject,
        owner.map(Owner::count).orElse(0L),
        owner.stream().flatMap(one -> one.some().stream()).map(Orphans::owned).toList(),
        owner.filter(Owner::ours).flatMap(one -> subject.map(name -> next(one, name))));
  }

  private static Owned owned(Owner.Owned one) {
    return new Owned(one.kind(), one.name(), one.where().map(Target::toString));
  }

  private static String next(Owner owner, String subject) {
    return owner.isHandedOn()
        ? "usher offboard " + subject + " --successor WHO"
        : "give these another definer, or drop them; then usher plan";
  }
}
