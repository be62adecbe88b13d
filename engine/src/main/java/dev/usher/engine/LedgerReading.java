package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Session;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.core.ledger.Chain;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Head;
import dev.usher.core.ledger.Mark;
import dev.usher.core.model.Target;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.ports.AdminSecrets;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.report.Failure;
import dev.usher.engine.report.LedgerReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** What was done, and whether the chain that tells it is whole. */
final class LedgerReading {
  private final Reading reading;
  private final Map<String, Connector<?>> connectors;
  private final AdminSecrets secrets;
  private final Duration limit;
  private final Function<Path, LedgerStore> ledgers;

  LedgerReading(
      Reading reading,
      Map<String, Connector<?>> connectors,
      AdminSecrets secrets,
      Duration limit,
      Function<Path, LedgerStore> ledgers) {
    this.reading = reading;
    this.connectors = connectors;
    this.secrets = secrets;
    this.limit = limit;
    this.ledgers = ledgers;
  }

  LedgerReport read(Path folder) {
    LedgerStore.Reading ledger = ledgers.apply(folder).read();
    return report(List.of(), ledger.entries(), ledger.problems(), List.of());
  }

  void export(Path folder, Consumer<String> line) {
    ledgers.apply(folder).lines(line);
  }

  /** A target that cannot be asked leaves it open whether the chain is whole: that is a failure. */
  LedgerReport verify(Path folder) {
    LedgerStore.Reading ledger = ledgers.apply(folder).read();
    List<String> problems = new ArrayList<>(ledger.problems());
    problems.addAll(Chain.problems(ledger.entries()));
    Map<String, Head> marks = new TreeMap<>();
    List<Failure> failures = new ArrayList<>();
    Read read = reading.read(folder);
    if (read.ground().isPresent()) {
      Site.All all = Site.of(read.ground().get().policy(), connectors);
      Gathered<Map<Target, String>> gathered = SideBySide.each(all.sites(), this::heads);
      failures.addAll(gathered.failures());
      for (Map<Target, String> heads : gathered.results())
        heads.forEach(
            (target, text) ->
                Mark.parse(text)
                    .map(Mark::head)
                    .ifPresentOrElse(
                        head -> marks.put(target.toString(), head),
                        () -> problems.add("the mark of " + target + " is no head of a ledger")));
    }
    // There something was begun and nothing has been done yet.
    marks.values().removeIf(Head.NONE::equals);
    problems.addAll(Chain.problems(ledger.entries(), marks));
    List<Diagnostic> errors = read.diagnostics().stream().filter(Diagnostic::isError).toList();
    return report(errors, ledger.entries(), problems, failures);
  }

  private <N extends Native> Map<Target, String> heads(Site<N> site) {
    try (Session<N> session = site.open(secrets, limit)) {
      return session.inspect().heads();
    }
  }

  private static LedgerReport report(
      List<Diagnostic> diagnostics,
      List<Entry> entries,
      List<String> problems,
      List<Failure> failures) {
    return new LedgerReport(
        diagnostics,
        entries.stream().map(LedgerReport.Line::of).toList(),
        Chain.head(entries).toString(),
        problems,
        failures);
  }
}
