package dev.usher.engine.follow;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which policy is in force: the last good one, whatever stands at the repository's head by now. */
public interface InForce {
  /** Authors in a text. */
  int SHOWN = 5;

  /**
   * @param revision names it: a commit, or the digest of a folder's files
   * @param folder holds it, and does not change while it is in force
   * @param authors names and mail addresses of those who wrote what is new in it, as far as known
   * @param since when it came into force
   * @param acceptedBy who said yes, where it had to wait for one
   */
  record Revision(
      String revision,
      Path folder,
      Set<String> authors,
      Instant since,
      Optional<String> acceptedBy) {
    public Revision {
      authors = Set.copyOf(authors);
    }

    /** Of which nothing more is known. */
    public Revision(String revision, Path folder) {
      this(revision, folder, Set.of(), Instant.EPOCH, Optional.empty());
    }

    /** On whose word all that it says is done. */
    public Said said() {
      return new Said(words(revision, authors, acceptedBy), since);
    }

    /** Whether that is one of them, by name or by what stands before an address's @. */
    public boolean wrote(String who) {
      return isAmong(authors, who);
    }
  }

  /** Which policy, by whom, with whose yes. */
  static String words(String revision, Set<String> authors, Optional<String> acceptedBy) {
    String who = authors.stream().sorted().limit(SHOWN).collect(Collectors.joining(", "));
    return "policy "
        + (revision.matches("[0-9a-f]{40,}") ? revision.substring(0, 12) : revision)
        + (who.isEmpty() ? "" : " by " + who)
        + acceptedBy.map(yes -> ", accepted by " + yes).orElse("");
  }

  /** The person behind {@code token:ann}, by whose name tokens are made out. */
  static String person(String who) {
    return who.startsWith("token:") ? who.substring("token:".length()) : who;
  }

  /** Whether somebody is among authors; case does not count. */
  static boolean isAmong(Set<String> authors, String whoever) {
    String who = person(whoever);
    return authors.stream()
        .anyMatch(
            author ->
                author.equalsIgnoreCase(who)
                    || author.replaceFirst("@.*", "").equalsIgnoreCase(who));
  }

  /** Nothing until a first policy without errors was seen. */
  Optional<Revision> current();
}
