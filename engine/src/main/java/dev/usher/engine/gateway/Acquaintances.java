package dev.usher.engine.gateway;

import dev.usher.engine.office.Recognising;
import dev.usher.engine.office.Recognising.Answer;
import dev.usher.engine.office.Vouched;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who somebody is, remembered for a moment: a page of an application makes many requests at once,
 * and the store need not be asked for each. Whether they may still do anything is asked anew.
 */
final class Acquaintances {
  private static final Duration MOMENT = Duration.ofSeconds(5);
  private static final int MOST = 100_000;

  private final Recognising recognising;
  private final Map<Id, Seen> seen = new ConcurrentHashMap<>();

  private record Id(String issuer, String sub) {}

  private record Seen(Answer.Person person, long when) {}

  Acquaintances(Recognising recognising) {
    this.recognising = recognising;
  }

  Answer whose(Vouched who) {
    Id id = new Id(who.issuer(), who.sub());
    Seen last = seen.get(id);
    long now = System.nanoTime();
    if (last != null && now - last.when() < MOMENT.toNanos()) return last.person();
    Answer answer = recognising.whose(who.issuer(), who.sub(), who.name());
    switch (answer) {
      case Answer.Person person -> {
        if (seen.size() >= MOST) seen.clear();
        seen.put(id, new Seen(person, now));
      }
      case Answer.Nobody _ -> seen.remove(id);
    }
    return answer;
  }
}
