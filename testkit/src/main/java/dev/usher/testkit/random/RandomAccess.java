package dev.usher.testkit.random;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Access.Role;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Cause;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Random access to what is in a catalogue: roles with includes, and members. */
public final class RandomAccess {
  private final Pick pick;
  private final SystemType type;
  private final Set<String> words;

  /**
   * @param words what may stand in {@code do:}: actions and bundles that the target can carry
   */
  public RandomAccess(RandomGenerator random, SystemType type, Set<String> words) {
    this.pick = new Pick(random);
    this.type = type;
    this.words = words;
  }

  /**
   * Access for that target.
   *
   * @param accounts by subject: who may come to be a member
   * @param adopted accounts that exist and are taken over
   */
  public Access in(
      Target target, Catalogue catalogue, Map<String, String> accounts, Set<String> adopted) {
    RandomRight rights = new RandomRight(pick, type, words, target, catalogue);
    Map<String, Role> roles = new TreeMap<>();
    for (int i = pick.between(1, 5); i > 0; i--) {
      String name = "role" + roles.size();
      roles.put(name, role(name, List.copyOf(roles.keySet()), rights));
    }
    Map<String, Member> members = new TreeMap<>();
    accounts.forEach(
        (subject, account) -> {
          if (pick.onceIn(4)) return;
          Map<String, Set<Cause>> held = new TreeMap<>();
          pick.some(roles.keySet(), 2)
              .forEach(role -> held.put(role, Set.of(Cause.of(role + " for " + subject))));
          members.put(
              subject, new Member(subject, account, adopted.contains(account), Map.of(), held));
        });
    return new Access(target, type, Instant.EPOCH, roles, members);
  }

  private Role role(String name, List<String> others, RandomRight rights) {
    List<dev.usher.core.access.Right> own = new ArrayList<>();
    own.add(rights.giving(name));
    for (int i = pick.between(0, 2); i > 0; i--) own.add(rights.next(name));
    Map<String, Cause> includes = new TreeMap<>();
    if (!others.isEmpty() && pick.onceIn(2)) {
      pick.some(others, 2)
          .forEach(other -> includes.put(other, Cause.of(name + " includes " + other)));
    }
    return new Role(name, own, includes);
  }
}
