package dev.usher.engine.follow;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.follow.HoldBook.Word;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps people out and lets them in again, by somebody's word: it counts from now on, for a target
 * that is down too, which follows when it is back.
 */
public final class Holding {
  private final InForce inForce;
  private final RealmWork work;
  private final HoldBook book;
  private final Schedule schedule;
  private final OpenWork open;
  private final Rota rota;
  private final InstantSource clock;

  public Holding(
      InForce inForce,
      RealmWork work,
      HoldBook book,
      Schedule schedule,
      OpenWork open,
      Rota rota,
      InstantSource clock) {
    this.inForce = inForce;
    this.work = work;
    this.book = book;
    this.schedule = schedule;
    this.open = open;
    this.rota = rota;
    this.clock = clock;
  }

  /**
   * From now on that counts, and each realm makes sure of it. What was to come on a date falls by
   * it where it could not be meant any more.
   *
   * @param kind how they are kept out; empty: not any more
   */
  public void say(String subject, Optional<Kind> kind, String byWhom) {
    Instant now = clock.instant();
    book.say(new Word(subject, kind, byWhom, now), told(subject, kind, byWhom, now));
    Set<String> realms =
        inForce.current().map(policy -> work.realms(policy.folder())).orElse(Set.of());
    open.open(realms, Set.of(subject), new Said(byWhom, now));
    realms.forEach(rota::now);
  }

  private Draft told(String subject, Optional<Kind> kind, String byWhom, Instant now) {
    Optional<Kind> was = Optional.ofNullable(book.said().get(subject)).flatMap(before -> before);
    Deed deed =
        new Deed(
            kind.isPresent() ? "take" : "add",
            state(subject, kind),
            was.equals(kind) ? Optional.empty() : Optional.of(state(subject, was)),
            new TreeSet<>(Set.of(subject)));
    List<Deed> deeds = new ArrayList<>(List.of(deed));
    for (Schedule.Line line : schedule.of(subject))
      if (line.fallsBy(kind))
        deeds.add(new Deed("take", line.text(), new TreeSet<>(Set.of(subject))));
    return Draft.said(now, byWhom, What.DECIDED, "everywhere", deed.text(), List.of(), deeds);
  }

  static String state(String subject, Optional<Kind> kind) {
    return subject + kind.map(one -> " is " + one.word()).orElse(" is not kept out");
  }
}
