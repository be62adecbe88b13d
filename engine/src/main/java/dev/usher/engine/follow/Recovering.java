package dev.usher.engine.follow;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Mark;
import dev.usher.core.ledger.Past;
import dev.usher.engine.past.Pasts;
import dev.usher.engine.past.Pasts.Behind;
import dev.usher.engine.past.Pasts.Own;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes over from another past, on somebody's word. What the store knows is then what is meant; so
 * the directories have to have told it what it missed.
 */
public final class Recovering {
  private final Pasts pasts;
  private final InForce inForce;
  private final PolicyText text;
  private final Realms realms;
  private final OpenWork open;
  private final Rota rota;
  private final InstantSource clock;

  public Recovering(
      Pasts pasts,
      InForce inForce,
      PolicyText text,
      Realms realms,
      OpenWork open,
      Rota rota,
      InstantSource clock) {
    this.pasts = pasts;
    this.inForce = inForce;
    this.text = text;
    this.realms = realms;
    this.open = open;
    this.rota = rota;
    this.clock = clock;
  }

  /**
   * How it stands.
   *
   * @param since when it was overtaken, as far as is known; empty: it is not, and there is nothing
   *     to recover
   * @param silent directories that have changed nothing since
   */
  public record Standing(
      Own own, List<Behind> behind, Optional<Instant> since, Set<String> silent) {}

  /** What came of it. */
  public sealed interface Answer {
    record Done(Standing standing) implements Answer {}

    record Refused(String why) implements Answer {}
  }

  public Standing standing() {
    Own own = pasts.own();
    List<Behind> behind = pasts.behind();
    Optional<Instant> since =
        Stream.concat(own.restored().stream(), behind.stream().map(Behind::since))
            .min(Instant::compareTo);
    Set<String> silent = new TreeSet<>();
    if (since.isPresent()) {
      Map<String, Instant> spoken = pasts.spoken();
      for (String directory : directories())
        if (!spoken.getOrDefault(directory, Instant.EPOCH).isAfter(since.get()))
          silent.add(directory);
    }
    return new Standing(own, behind, since, silent);
  }

  private Set<String> directories() {
    return inForce
        .current()
        .flatMap(revision -> text.policy(revision.folder()))
        .map(policy -> policy.directories().keySet())
        .orElse(Set.of());
  }

  /**
   * @param without directories that it does without: what they say later is followed as ever
   */
  public Answer recover(Set<String> without, String byWhom) {
    Standing standing = standing();
    if (standing.since().isEmpty())
      return new Answer.Refused("nobody has overtaken this server: there is nothing to recover");
    Set<String> silent = new TreeSet<>(standing.silent());
    silent.removeAll(without);
    if (!silent.isEmpty())
      return new Answer.Refused(
          "%s changed nothing here since %s: let each push all that it has anew, or do without it on purpose (--without %s)"
              .formatted(
                  String.join(", ", silent), standing.since().get(), silent.iterator().next()));
    List<Past> found =
        standing.behind().stream()
            .map(Behind::found)
            .map(Mark::parse)
            .flatMap(Optional::stream)
            .flatMap(mark -> mark.past().stream())
            .toList();
    long epoch =
        1
            + Stream.concat(Stream.of(standing.own().epoch()), found.stream().map(Past::epoch))
                .max(Long::compareTo)
                .orElseThrow();
    Set<String> over = found.stream().map(Past::instance).collect(Collectors.toSet());
    String text =
        "this server takes over where another was at work: epoch %d%s"
            .formatted(epoch, without.isEmpty() ? "" : ", without " + String.join(", ", without));
    if (!pasts.recover(epoch, over, byWhom, told(byWhom, text)))
      return new Answer.Refused("somebody else was first: look again");
    for (Realms.State state : realms.all()) {
      realms.hasten(state.realm(), clock.instant());
      open.hasten(state.realm(), clock.instant());
      rota.now(state.realm());
    }
    return new Answer.Done(standing());
  }

  private Draft told(String by, String text) {
    return new Draft(
        clock.instant(), by, What.SETTING, "usher", text, List.of(), List.of(), Optional.empty());
  }
}
