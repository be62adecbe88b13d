package dev.usher.engine.alarm;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Warrant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells of what somebody has to look at, in the ledger and from there to whoever wants to hear:
 * once when it begins, again when there is more of it, and once when it is over. It goes by what is
 * so, so that nothing is lost by a crash; however many servers look, one of them tells it.
 */
public final class Alarm {
  /** A thousand who go one by one are not told a thousand times. */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final List<Supplier<List<Concern>>> looks;
  private final AlarmBook book;
  private final InstantSource clock;
  private final String server;
  private final News news;

  /** Who is told on this server, in its log. */
  public interface News {
    void begun(Told told);

    void over(Told told);
  }

  /**
   * @param looks each says what is so now
   * @param server its name among those that share the store
   */
  public Alarm(
      List<Supplier<List<Concern>>> looks,
      AlarmBook book,
      InstantSource clock,
      String server,
      News news) {
    this.looks = List.copyOf(looks);
    this.book = book;
    this.clock = clock;
    this.server = server;
    this.news = news;
  }

  /** Where one of the looks fails, nothing is taken to be over. */
  public void look() {
    List<Concern> concerns = new ArrayList<>();
    looks.forEach(look -> concerns.addAll(look.get()));
    Map<String, Told> open = new HashMap<>();
    book.open().forEach(told -> open.put(told.key(), told));
    for (Concern one : concerns) {
      Optional<Told> before = Optional.ofNullable(open.remove(one.key()));
      if (before.map(told -> isMore(one, told)).orElse(true)) tell(one, before);
    }
    open.values().forEach(this::over);
  }

  private boolean isMore(Concern concern, Told told) {
    return concern.upto().isAfter(told.upto()) && !told.at().plus(AGAIN).isAfter(clock.instant());
  }

  private void tell(Concern concern, Optional<Told> before) {
    Told now = Told.of(concern, clock.instant());
    List<Deed> deeds = concern.deeds().apply(before.map(Told::upto).orElse(Instant.EPOCH));
    if (book.tell(now, before, entry(now, concern.text(), concern.statements(), deeds)))
      news.begun(now);
  }

  /** Of what nobody sees end. */
  public void once(String key, String where, String text, List<String> why) {
    Told now = Told.of(new Concern(key, What.WANTED, where, text), clock.instant());
    Draft entry =
        Draft.said(now.at(), server, What.WANTED, where, text, why, List.of())
            .on(Warrant.of(server));
    if (book.once(now, entry)) news.begun(now);
  }

  private void over(Told told) {
    Optional<Draft> entry =
        switch (told.what()) {
          case OVERDUE, AWAY ->
              Optional.of(
                  entry(
                      new Told(
                          told.key(),
                          told.what(),
                          told.where(),
                          told.text(),
                          told.upto(),
                          clock.instant()),
                      "over: " + told.text(),
                      List.of(),
                      List.of()));
          // Whoever decided it is in the ledger.
          case WANTED -> Optional.empty();
          case INTENT,
              RESULT,
              CLOSED,
              CREDENTIAL,
              APPLIED,
              DRIFT,
              SETTING,
              ENACTED,
              DECIDED,
              CONTINUED,
              TORN ->
              throw new IllegalStateException("no alarm is of the kind " + told.what());
        };
    if (book.over(told, entry)) news.over(told);
  }

  private Draft entry(Told now, String text, List<String> statements, List<Deed> deeds) {
    return new Draft(
        now.at(),
        server,
        now.what(),
        now.where(),
        text,
        statements,
        List.of(),
        Optional.empty(),
        deeds,
        Warrant.of(server));
  }
}
