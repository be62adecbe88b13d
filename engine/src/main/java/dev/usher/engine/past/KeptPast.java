package dev.usher.engine.past;

import dev.usher.core.ledger.Mark;
import dev.usher.core.ledger.Past;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The past of a server, as its store knows it. */
public final class KeptPast implements PastBook {
  private static final String NEXT =
      "it only takes away until the directories have spoken and an administrator says: usher recover";

  private final Pasts pasts;
  private final BiConsumer<String, String> alarm;

  /**
   * @param alarm told once of each realm where another past is found, and why nothing is given
   */
  public KeptPast(Pasts pasts, BiConsumer<String, String> alarm) {
    this.pasts = pasts;
    this.alarm = alarm;
  }

  @Override
  public Optional<String> objection(String realm, Collection<String> marks) {
    Pasts.Known known = pasts.of(realm, pasts(marks));
    Optional<String> restored =
        known
            .own()
            .restored()
            .map(
                at ->
                    "this server's store was read back from a backup at %s: %s"
                        .formatted(at, NEXT));
    if (restored.isPresent()) return restored;
    List<String> strange = marks.stream().filter(mark -> isStrange(known, mark)).toList();
    if (strange.isEmpty()) return Optional.empty();
    String why =
        "another usher has been at work there (%s), of which this server's store knows nothing: %s"
            .formatted(
                Mark.parse(strange.getFirst())
                    .flatMap(Mark::past)
                    .map(Past::toString)
                    .orElse("a newer one"),
                NEXT);
    if (pasts.behind(realm, strange.getFirst())) alarm.accept(realm, why);
    return Optional.of(why);
  }

  @Override
  public void level(String realm, Collection<String> all) {
    pasts.level(realm);
    forget(realm, pasts.own(), all);
  }

  @Override
  public boolean isBehind(String realm) {
    return pasts.behind().stream().anyMatch(one -> one.realm().equals(realm));
  }

  @Override
  public boolean isRestored() {
    return pasts.own().restored().isPresent();
  }

  private static boolean isStrange(Pasts.Known known, String text) {
    Optional<Mark> mark = Mark.parse(text);
    if (mark.isEmpty()) return text.indexOf(' ') >= 0;
    return mark.get().past().filter(past -> !Succession.follows(known, past)).isPresent();
  }

  private void forget(String realm, Pasts.Own own, Collection<String> marks) {
    pasts(marks).stream()
        .filter(past -> past.instance().equals(own.instance()))
        .mapToLong(Past::sequence)
        .min()
        .ifPresent(oldest -> pasts.forget(realm, oldest));
  }

  private static List<Past> pasts(Collection<String> marks) {
    return marks.stream()
        .map(Mark::parse)
        .flatMap(Optional::stream)
        .flatMap(mark -> mark.past().stream())
        .toList();
  }

  @Override
  public boolean isCutOff(String realm) {
    return pasts.isCutOff(realm);
  }

  @Override
  public Optional<Succession> begin(String realm, Collection<String> marks) {
    boolean isAfterCutOff = pasts.isCutOff(realm);
    Pasts.Known known = pasts.of(realm, pasts(marks));
    return Optional.of(new Succession(pasts.begin(realm), known, isAfterCutOff));
  }

  @Override
  public void end(String realm, Past past) {
    pasts.end(realm, past);
  }
}
