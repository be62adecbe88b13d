package dev.usher.core.meaning;

import dev.usher.core.access.Derivation;
import dev.usher.core.access.Population;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.SystemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which guards of a policy no longer hold in the one that follows it, so that no guard falls in the
 * change that it guards against. What cannot be shown to hold as before counts as loosened.
 */
public final class Guards {
  private final Instant now;

  public Guards(Instant now) {
    this.now = now;
  }

  /** A sentence for each guard that was taken away or made narrower. */
  public List<String> loosened(Policy old, Policy changed) {
    List<String> all = new ArrayList<>(fallen(old, changed));
    all.addAll(OwnRights.loosened(old, changed));
    return all;
  }

  /** The same without who comes by a part in usher itself. */
  public List<String> fallen(Policy old, Policy changed) {
    List<Never> missing = missing(old, changed);
    List<Never> kept = new ArrayList<>(old.nevers());
    kept.removeAll(missing);
    List<String> all = new ArrayList<>();
    missing.forEach(never -> all.add(shown(never) + " is gone or narrower"));
    all.addAll(escaped(kept, old, changed));
    all.addAll(Protection.loosened(old, changed));
    return all;
  }

  /** The nevers of the one that the other does not hold as before. */
  public List<Never> missing(Policy old, Policy changed) {
    Set<SystemType> types = new HashSet<>(old.types());
    types.addAll(changed.types());
    return old.nevers().stream().filter(never -> !isKept(never, types, changed)).toList();
  }

  /** Whether some never of the other forbids the same, for each part of what this one says. */
  private static boolean isKept(Never never, Set<SystemType> types, Policy changed) {
    return never.who().stream()
        .allMatch(
            who ->
                never.words().stream()
                    .allMatch(
                        word ->
                            never.on().stream()
                                .allMatch(
                                    on ->
                                        changed.nevers().stream()
                                            .filter(other -> !other.standing() || never.standing())
                                            .filter(other -> speaksOf(other, who))
                                            .filter(other -> names(other, word, types))
                                            .anyMatch(other -> reaches(other, on)))));
  }

  private static boolean speaksOf(Never never, Who who) {
    if (never.who().contains(who) || never.who().contains(new Who.Live())) return true;
    return !(who instanceof Who.Live) && never.who().contains(new Who.Everyone());
  }

  private static boolean names(Never never, String word, Set<SystemType> types) {
    if (never.words().contains(word)) return true;
    Set<List<String>> wanted = actions(Set.of(word), types);
    return !wanted.isEmpty() && actions(never.words(), types).containsAll(wanted);
  }

  /** What the words stand for, on each kind of each type. */
  private static Set<List<String>> actions(Set<String> words, Set<SystemType> types) {
    Set<List<String>> all = new HashSet<>();
    for (SystemType type : types)
      for (String kind : type.kinds().keySet())
        for (String word : words)
          type.expand(word, kind).forEach(action -> all.add(List.of(type.name(), kind, action)));
    return all;
  }

  private static boolean reaches(Never never, Pattern on) {
    return never.on().stream().anyMatch(other -> other.includes(on));
  }

  /** Who could now do what a never kept from them, being no longer among those it speaks of. */
  private List<String> escaped(List<Never> kept, Policy old, Policy changed) {
    Population before = new Population(old);
    List<Never> asBefore =
        kept.stream()
            .map(
                never ->
                    new Never(
                        before.perhaps(never.who()).stream()
                            .filter(changed.subjects()::containsKey)
                            .<Who>map(Who.One::new)
                            .toList(),
                        never.words(),
                        never.on(),
                        never.standing(),
                        never.why(),
                        never.at()))
            .toList();
    return new Nevers(changed, new Derivation(changed), now)
        .brokenByText(asBefore).stream()
            .map(
                broken ->
                    "%s could %s %s, and was among those whom a never kept from it"
                        .formatted(broken.subject(), broken.word(), broken.on()))
            .toList();
  }

  /** As a line of the policy, without where it stands. */
  public static String shown(Never never) {
    return "never %s %s on %s%s"
        .formatted(
            never.who().stream().map(Object::toString).collect(Collectors.joining(", ")),
            String.join(", ", new TreeSet<>(never.words())),
            never.on().stream().map(Object::toString).collect(Collectors.joining(", ")),
            never.why().isEmpty() ? "" : " (" + never.why() + ")");
  }
}
