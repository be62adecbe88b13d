package dev.usher.core.check;

import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * One part of a question left open: what fits there, in the order of names.
 *
 * @param seen where it is looked
 * @param after only what comes behind that name; "" for all
 * @param most no more than so many
 */
record Search(
    Index index,
    Estate estate,
    List<Holders> holders,
    Asked asked,
    Predicate<Target> seen,
    String after,
    int most) {

  List<String> by(Sought sought) {
    return switch (sought) {
      case SUBJECT -> subjects();
      case ACTION -> actions();
      case RESOURCE -> resources();
    };
  }

  /** Looks at everybody: who has what changes too often to be kept by role. */
  private List<String> subjects() {
    Estate.Found found = estate.find(asked.resource(), asked.action());
    if (found == null || !isMeant(found)) return List.of();
    // To ask the meaning takes long, and who has the same is told the same.
    Verdict verdict = found.verdict(asked.action());
    boolean isSlow = verdict.comesAlong();
    Map<Holding, Boolean> alike = new HashMap<>();
    PriorityQueue<String> first = new PriorityQueue<>(Collections.reverseOrder());
    holders
        .get(found.place())
        .forEach(
            verdict.isPacked() ? verdict.packed() : 0,
            (name, holding) -> {
              if (!isOfKind(holding) || name.compareTo(after) <= 0) return;
              if (first.size() == most && (most == 0 || name.compareTo(first.peek()) > 0)) return;
              boolean fits =
                  isSlow
                      ? alike.computeIfAbsent(holding, its -> allows(found, name, its))
                      : allows(found, name, holding);
              if (!fits) return;
              first.add(name);
              if (first.size() > most) first.poll();
            });
    return first.stream().sorted().toList();
  }

  private List<String> actions() {
    Estate.Found found = estate.find(asked.resource(), asked.action());
    if (found == null || !isMeant(found)) return List.of();
    Holders here = holders.get(found.place());
    Holding holding = here.get(asked.subject());
    if (holding == null || !isOfKind(holding)) return List.of();
    return here.rules().type().words().stream()
        .filter(word -> word.compareTo(after) > 0)
        .filter(word -> allows(found, asked.subject(), holding, word))
        .limit(most)
        .toList();
  }

  private List<String> resources() {
    Named named = estate.named();
    BitSet perhaps = new BitSet();
    List<Optional<Holding>> holdings = new ArrayList<>();
    for (int place = 0; place < holders.size(); place++) {
      Target target = holders.get(place).rules().target();
      Optional<Holding> its =
          Optional.ofNullable(holders.get(place).get(asked.subject()))
              .filter(this::isOfKind)
              .filter(_ -> seen.test(target));
      holdings.add(its);
      if (its.isPresent()) named.addTo(perhaps, place, its.get());
    }
    Map<Thing, Boolean> alike = new HashMap<>();
    List<String> fit = new ArrayList<>();
    for (int i = perhaps.nextSetBit(named.behind(after));
        i >= 0 && fit.size() < most;
        i = perhaps.nextSetBit(i + 1)) {
      Estate.Found found = named.get(i);
      if (!isMeant(found)) continue;
      Holding holding = holdings.get(found.place()).orElseThrow();
      Thing thing = found.thing();
      // What comes along may differ where the lines do not.
      boolean fits =
          found.verdict(asked.action()).comesAlong()
              ? allows(found, asked.subject(), holding)
              : alike.computeIfAbsent(thing, _ -> allows(found, asked.subject(), holding));
      if (fits) fit.add(found.address());
    }
    return fit;
  }

  private boolean allows(Estate.Found found, String subject, Holding holding) {
    return allows(found, subject, holding, asked.action());
  }

  private boolean allows(Estate.Found found, String subject, Holding holding, String action) {
    return index.allows(found, subject, holding, action, asked.row(), asked.context());
  }

  private boolean isMeant(Estate.Found found) {
    return asked.kind().equals(found.kind())
        && seen.test(holders.get(found.place()).rules().target());
  }

  private boolean isOfKind(Holding holding) {
    return holding.isService() == asked.isOfService();
  }
}
