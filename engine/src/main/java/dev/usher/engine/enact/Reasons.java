package dev.usher.engine.enact;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Brake;
import dev.usher.engine.enact.PolicySource.Head;
import dev.usher.engine.enact.PolicySource.Lineage;
import dev.usher.engine.enact.Revisions.Kept;
import dev.usher.engine.follow.InForce;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a policy without errors has to wait for a yes, after the one in force.
 *
 * @param kept is in force
 * @param old that one, if this version of usher can read it
 */
record Reasons(Kept kept, Optional<Policy> old, PolicyCheck check) {

  /**
   * @param isOlder whether it has been in force before the one that is now, which this server has
   *     never seen at the source
   */
  List<String> of(Head head, Policy changed, boolean isOlder) {
    List<String> why = new ArrayList<>();
    String was = shown(kept.about().revision());
    if (head.lineage() == Lineage.BREAKS_OFF)
      why.add(
          "its history does not have "
              + was
              + ", which is in force: somebody rewrote it, or it is another repository or branch");
    if (head.lineage() == Lineage.UNTOLD && isOlder)
      why.add(
          "it was in force before "
              + was
              + ", which "
              + kept.about().server()
              + " put there from "
              + kept.about().source());
    old.ifPresentOrElse(
        policy -> {
          why.addAll(check.loosened(policy, changed));
          braked(policy, changed).ifPresent(why::add);
        },
        () ->
            why.add(was + ", which is in force, cannot be read any more: its guards are unknown"));
    return why;
  }

  /**
   * So many people at once are more likely a file that was lost than people who left; as of a
   * directory that says nothing else, the usual brake lets a few go.
   */
  private static Optional<String> braked(Policy old, Policy changed) {
    Set<String> people = people(old);
    Set<String> gone = new HashSet<>(people);
    gone.removeAll(people(changed));
    if (gone.size() <= Brake.USUAL.most(people.size())) return Optional.empty();
    return Optional.of(
        "%d of %d people are no longer in it: the brake lets go %d at once"
            .formatted(gone.size(), people.size(), Brake.USUAL.most(people.size())));
  }

  private static Set<String> people(Policy policy) {
    return policy.subjects().values().stream()
        .filter(one -> one.kind() == Policy.Subject.Kind.PERSON)
        .map(Policy.Subject::name)
        .collect(Collectors.toSet());
  }

  /** Of this after what is in force, for these reasons. */
  String fingerprint(Head head, List<String> why) {
    MessageDigest digest = PolicyTree.sha256();
    Stream.concat(
            Stream.of(
                String.valueOf(kept.number()),
                kept.digest(),
                head.revision(),
                head.tree().digest()),
            why.stream())
        .forEach(part -> digest.update((part + "\0").getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** By the policy in force: the one that waits may say something else of its author. */
  boolean wrote(String who, Head head) {
    return InForce.isAmong(head.authors(), who)
        || old.map(policy -> policy.subjects().get(InForce.person(who)))
            .flatMap(Policy.Subject::email)
            .filter(email -> InForce.isAmong(head.authors(), email))
            .isPresent();
  }

  /** A commit or a digest, as long as people write it. */
  static String shown(String revision) {
    return revision.matches("[0-9a-f]{40,}") ? revision.substring(0, 12) : revision;
  }
}
