package dev.usher.store.event;

import dev.usher.core.ledger.Entry;
import dev.usher.engine.event.Deliveries.Told;
import dev.usher.engine.json.EntryJson;
import dev.usher.engine.ports.LedgerStore.LedgerFailure;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Entries of the ledger, each with the intent that it answers. */
final class LedgerRows {
  private LedgerRows() {}

  /** Those that follow a number, in order. */
  static List<Told> after(Handle handle, long number, int most) {
    return told(
        handle,
        handle
            .createQuery(
                "select line from ledger where number > :number order by number limit :most")
            .bind("number", number)
            .bind("most", most)
            .map((row, _) -> entry(row.getString("line")))
            .list());
  }

  static Told at(Handle handle, long number) {
    return of(handle, List.of(number)).values().iterator().next();
  }

  static Map<Long, Told> of(Handle handle, Collection<Long> numbers) {
    Map<Long, Told> all = new HashMap<>();
    for (Told told : told(handle, List.copyOf(entries(handle, numbers).values())))
      all.put(told.entry().number(), told);
    if (all.size() < numbers.size())
      throw new LedgerFailure("entries are missing from the ledger in the store: see what is left");
    return all;
  }

  private static List<Told> told(Handle handle, List<Entry> entries) {
    Map<Long, Entry> intents =
        entries(handle, entries.stream().flatMap(entry -> entry.closes().stream()).toList());
    return entries.stream()
        .map(
            entry ->
                new Told(
                    entry, entry.closes().flatMap(one -> Optional.ofNullable(intents.get(one)))))
        .toList();
  }

  private static Map<Long, Entry> entries(Handle handle, Collection<Long> numbers) {
    Map<Long, Entry> found = new HashMap<>();
    if (numbers.isEmpty()) return found;
    handle
        .createQuery("select line from ledger where number = any(cast(:numbers as bigint[]))")
        .bind("numbers", numbers.toArray(new Long[0]))
        .map((row, _) -> entry(row.getString("line")))
        .forEach(entry -> found.put(entry.number(), entry));
    return found;
  }

  private static Entry entry(String line) {
    return EntryJson.parse(line)
        .orElseThrow(
            () ->
                new LedgerFailure(
                    "the ledger in the store has a row that is no entry as this usher writes them:"
                        + " it was altered, or a newer usher wrote it"));
  }
}
