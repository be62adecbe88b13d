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
  private final PolicyText text;
  private final HoldBook book;
  private final Schedule schedule;
  private final OpenWork open;
  private final Rota rota;
  private final InstantSource clock;

  public Holding(
      InForce inForce,
      PolicyText text,
      HoldBook book,
      Schedule schedule,
      OpenWork open,
      Rota rota,
      InstantSource clock) {
    this.inForce = inForce;
    this.text = text;
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
    say(subject, kind, Optional.empty(), byWhom);
  }

  /**
   * Somebody has left for good.
   *
   * @param successor who gets what they own: somebody of the policy, else an account there. That
   *     counts for a system that is down until it has answered
   */
  public void left(String subject, Optional<String> successor, String byWhom) {
    say(subject, Optional.of(Kind.OFFBOARDED), successor.map(this::meant), byWhom);
  }

  /** By the policy of now: whoever has an account of a name later need not be who had it then. */
  private Successor meant(String name) {
    boolean isPerson =
        inForce
            .current()
            .flatMap(policy -> text.policy(policy.folder()))
            .filter(policy -> policy.subjects().containsKey(name))
            .isPresent();
    return isPerson ? new Successor.Person(name) : new Successor.Account(name);
  }

  private void say(
      String subject, Optional<Kind> kind, Optional<Successor> successor, String byWhom) {
    Instant now = clock.instant();
    Word word = new Word(subject, kind, byWhom, now, successor);
    book.say(word, told(word));
    Set<String> realms =
        inForce.current().map(policy -> text.realms(policy.folder())).orElse(Set.of());
    open.open(realms, Set.of(subject), new Said(byWhom, now));
    realms.forEach(rota::now);
  }

  private Draft told(Word word) {
    String subject = word.subject();
    Optional<Kind> kind = word.kind();
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
    word.successor().map(one -> handedOver(subject, one)).ifPresent(deeds::add);
    return Draft.said(
        word.at(), word.byWhom(), What.DECIDED, "everywhere", deed.text(), List.of(), deeds);
  }

  /** Told of both: it is in either one's history. */
  private static Deed handedOver(String subject, Successor successor) {
    Set<String> about =
        switch (successor) {
          case Successor.Person(String name) -> Set.of(subject, name);
          case Successor.Account _ -> Set.of(subject);
        };
    String text = "what " + subject + " owns goes to " + successor.name();
    return new Deed("add", text, new TreeSet<>(about));
  }

  static String state(String subject, Optional<Kind> kind) {
    return subject + kind.map(one -> " is " + one.word()).orElse(" is not kept out");
  }
}
