package dev.usher.engine.follow;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Warrant;
import dev.usher.core.model.Dates;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Policy;
import dev.usher.engine.follow.Schedule.Line;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Somebody says today that a person leaves, is suspended or comes back on a date; on that date it
 * is so, by whichever server is there.
 */
public final class Scheduling {
  private static final Optional<Kind> LEAVES = Optional.of(Kind.OFFBOARDED);

  private final InForce inForce;
  private final PolicyText text;
  private final HoldBook book;
  private final Schedule schedule;
  private final Rota rota;
  private final InstantSource clock;

  public Scheduling(
      InForce inForce,
      PolicyText text,
      HoldBook book,
      Schedule schedule,
      Rota rota,
      InstantSource clock) {
    this.inForce = inForce;
    this.text = text;
    this.book = book;
    this.schedule = schedule;
    this.rota = rota;
    this.clock = clock;
  }

  /** All that is to come, the next first. */
  public List<Line> lines() {
    return schedule.lines();
  }

  /** The same of one of them. */
  public List<Line> of(String subject) {
    return schedule.of(subject);
  }

  /** Whether there is somebody of that name, by the policy or its directories. */
  public boolean isKnown(String subject) {
    return policy().filter(one -> one.subjects().containsKey(subject)).isPresent();
  }

  /**
   * From then on that counts; said again it is moved.
   *
   * @return why it could not be so, and what to do; empty when it is said
   */
  public Optional<String> say(Later later, String byWhom) {
    Optional<Policy> policy = policy();
    if (policy.isEmpty()) return Optional.of("no policy says who there is; see the server's log");
    return switch (read(later, policy.get().timezone())) {
      case Parsed.Wrong<Instant> wrong ->
          Optional.of("'%s': %s; %s".formatted(later.on(), wrong.message(), wrong.hint()));
      case Parsed.Ok<Instant>(Instant on) -> {
        Line line =
            new Line(
                later.subject(),
                later.kind(),
                on.truncatedTo(ChronoUnit.MILLIS),
                later.successor(),
                byWhom,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        List<Line> before = schedule.of(line.subject());
        Optional<String> objection = objection(line, before, policy.get());
        if (objection.isEmpty()) put(line, among(before, line.kind()));
        yield objection;
      }
    };
  }

  private void put(Line line, Optional<Line> was) {
    Deed deed =
        new Deed(
            was.isPresent() ? "change" : "add",
            line.text(),
            was.map(Line::text),
            new TreeSet<>(Set.of(line.subject())));
    schedule.put(line, told(line.said(), line.byWhom(), line.text(), deed));
  }

  private Optional<String> objection(Line line, List<Line> before, Policy policy) {
    if (!line.on().isAfter(line.said()))
      return Optional.of(
          line.on()
              + " is past; say it without a date and it is done at once, or say a date to come");
    if (line.kind().isPresent() && book.of(line.subject()).equals(LEAVES))
      return Optional.of(line.subject() + " is offboarded already, which nothing comes after");
    // A return would call back one who leaves for good before it.
    Optional<Line> leaves =
        among(before, LEAVES).filter(one -> line.kind().isEmpty() && !one.on().isAfter(line.on()));
    if (leaves.isPresent())
      return Optional.of(
          leaves.get().text() + " and cannot come back after it; take that back first");
    // Whoever has an account of a name today need not be who has it then.
    return line.successor()
        .filter(one -> one.equals(line.subject()) || !policy.subjects().containsKey(one))
        .map(one -> one + " cannot be the successor on a date; name another one of the policy");
  }

  /**
   * It does not come.
   *
   * @return why not; empty when it is taken back
   */
  public Optional<String> takeBack(String subject, Optional<Kind> kind, String byWhom) {
    Optional<Line> was = among(schedule.of(subject), kind);
    boolean isStruck = was.filter(line -> strike(line, byWhom)).isPresent();
    return isStruck
        ? Optional.empty()
        : Optional.of("no date is said on which " + Line.text(subject, kind));
  }

  private boolean strike(Line line, String byWhom) {
    Deed deed = new Deed("take", line.text(), new TreeSet<>(Set.of(line.subject())));
    Draft told = told(clock.instant(), byWhom, "taken back: " + line.text(), deed);
    return schedule.strike(line.subject(), line.kind(), told);
  }

  /**
   * What has come by now counts, and each realm makes sure of it.
   *
   * @return when the next comes
   */
  Optional<Instant> come() {
    Instant now = clock.instant();
    Optional<Instant> next = schedule.next();
    if (next.isEmpty() || next.get().isAfter(now)) return next;
    Set<String> realms =
        inForce.current().map(policy -> text.realms(policy.folder())).orElse(Set.of());
    if (schedule.come(now, realms, line -> cameTrue(line, now)) > 0) realms.forEach(rota::now);
    return schedule.next();
  }

  private static Draft cameTrue(Line line, Instant now) {
    Deed deed =
        new Deed(
            line.kind().isPresent() ? "take" : "add",
            Holding.state(line.subject(), line.kind()),
            new TreeSet<>(Set.of(line.subject())));
    return told(now, line.byWhom(), deed.text(), deed)
        .on(Warrant.NONE.on(line.byWhom(), line.said()));
  }

  private static Draft told(Instant now, String byWhom, String text, Deed deed) {
    return Draft.said(now, byWhom, What.DECIDED, "everywhere", text, List.of(), List.of(deed));
  }

  private static Optional<Line> among(List<Line> lines, Optional<Kind> kind) {
    return lines.stream().filter(line -> line.kind().equals(kind)).findFirst();
  }

  /** A last day is worked on to its end; a leave and a return begin with their day. */
  private static Parsed<Instant> read(Later later, ZoneId zone) {
    return later.kind().equals(LEAVES)
        ? Dates.until(later.on(), zone)
        : Dates.from(later.on(), zone);
  }

  private Optional<Policy> policy() {
    return inForce.current().flatMap(policy -> text.policy(policy.folder()));
  }
}
