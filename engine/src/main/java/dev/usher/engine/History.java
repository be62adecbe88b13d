package dev.usher.engine;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry;
import dev.usher.engine.ports.LedgerStore;
import dev.usher.engine.report.HistoryReport;
import dev.usher.engine.report.HistoryReport.Event;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What was decided and done about somebody or something, as the ledger tells. */
final class History {
  private final Function<Path, LedgerStore> ledgers;

  History(Function<Path, LedgerStore> ledgers) {
    this.ledgers = ledgers;
  }

  HistoryReport of(Path folder, String about, Instant from, Instant until) {
    List<Entry> entries = ledgers.apply(folder).about(about, from, until);
    Map<Long, Entry> answers = new HashMap<>();
    entries.forEach(entry -> entry.closes().ifPresent(intent -> answers.put(intent, entry)));
    List<Event> events = new ArrayList<>();
    for (Entry entry : entries) {
      List<Deed> deeds = entry.deeds().stream().filter(deed -> deed.isAbout(about)).toList();
      if (deeds.isEmpty()) continue;
      Optional<Entry> answer = Optional.ofNullable(answers.get(entry.number()));
      events.add(Event.of(entry, deeds, answer));
    }
    return new HistoryReport(about, events);
  }
}
