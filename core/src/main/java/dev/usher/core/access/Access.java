package dev.usher.core.access;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is meant in one target at one instant. Holds only roles that give something there, and only
 * subjects that hold such a role.
 *
 * @param roles by name; each one's includes are roles of this map
 * @param members by subject
 * @param holds what is to be recorded in the target's mark of those who are kept out
 */
public record Access(
    Target target,
    SystemType type,
    Instant at,
    Map<String, Role> roles,
    Map<String, Member> members,
    Set<Hold> holds) {

  /** Nobody is kept out. */
  public Access(
      Target target,
      SystemType type,
      Instant at,
      Map<String, Role> roles,
      Map<String, Member> members) {
    this(target, type, at, roles, members, Set.of());
  }

  /**
   * @param rights what it gives here by itself
   * @param includes roles whose rights it has too, with the reason
   * @param carry how it is carried beside others
   */
  public record Role(String name, List<Right> rights, Map<String, Cause> includes, Carry carry) {
    public Role(String name, List<Right> rights, Map<String, Cause> includes) {
      this(name, rights, includes, Carry.TOGETHER);
    }

    /** Whether it is put on, and is not there beside what somebody has anyway. */
    public boolean isHat() {
      return carry == Carry.SWITCH;
    }

    /** Whether it reads by views what it does not read whole. */
    public boolean hasViews() {
      return carry == Carry.VIEW;
    }
  }

  /**
   * @param account the subject's account here
   * @param adopt whether an account that exists is to be taken over
   * @param roles directly granted, each with its reasons
   * @param open whether they are to be let in; nobody is who is suspended
   */
  public record Member(
      String subject,
      String account,
      boolean adopt,
      Map<String, Value> attributes,
      Map<String, Set<Cause>> roles,
      boolean open) {
    public Member(
        String subject,
        String account,
        boolean adopt,
        Map<String, Value> attributes,
        Map<String, Set<Cause>> roles) {
      this(subject, account, adopt, attributes, roles, true);
    }

    Member closed() {
      return new Member(subject, account, adopt, attributes, roles, false);
    }
  }

  /** A right with the role that gives it. */
  public record Held(String role, Right right) {}

  /**
   * The same for those who are not kept out. Who is suspended stays a member, not let in. A role
   * stays that nobody else has: it is for the next plan of the policy to take it away.
   */
  public Access under(Holds kept) {
    Map<String, Member> left = new TreeMap<>(members);
    for (String subject : kept.subjects()) {
      Member member = left.get(subject);
      if (member == null) continue;
      switch (kept.of(subject).orElseThrow()) {
        case SUSPENDED -> left.put(subject, member.closed());
        case OFFBOARDED -> left.remove(subject);
      }
    }
    return new Access(target, type, at, roles, left, kept.at(target));
  }

  /** The same without those subjects, and without what nobody else has. */
  public Access without(Set<String> subjects) {
    Map<String, Member> others = new TreeMap<>(members);
    others.keySet().removeAll(subjects);
    Set<String> direct = new TreeSet<>();
    others.values().forEach(member -> direct.addAll(member.roles().keySet()));
    Map<String, Role> held = new TreeMap<>(roles);
    held.keySet().retainAll(closure(direct));
    return new Access(target, type, at, held, others, holds);
  }

  /** The roles and all that they include. */
  public Set<String> closure(Set<String> direct) {
    return closure(direct, true);
  }

  /** Those of the roles, and of what they include, that are put on one at a time. */
  public Set<String> hats(Set<String> direct) {
    return closure(direct).stream()
        .filter(this::isHat)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * What is there at once: first all that is not a hat, which may be nothing, then each hat with
   * what it includes. A hat that is included is another hat of whoever has the role.
   */
  public List<Set<String>> worn(Set<String> direct) {
    List<Set<String>> all = new ArrayList<>();
    Set<String> bare = new LinkedHashSet<>(direct);
    bare.removeIf(this::isHat);
    all.add(closure(bare, false));
    hats(direct).forEach(hat -> all.add(closure(Set.of(hat), false)));
    return all;
  }

  private boolean isHat(String role) {
    Role known = roles.get(role);
    return known != null && known.isHat();
  }

  private Set<String> closure(Set<String> start, boolean hats) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(start);
    while (!open.isEmpty()) {
      String next = open.pop();
      Role role = roles.get(next);
      if (role == null || !seen.add(next)) continue;
      for (String included : role.includes().keySet())
        if (hats || !isHat(included)) open.add(included);
    }
    return seen;
  }

  /**
   * Whether the role does that by a view of the thing, and so beside whatever is held on the thing
   * itself: one of {@code carry: view} does of all that it does not have the whole of.
   */
  public boolean isByView(String role, String action, Resource thing) {
    Role known = roles.get(role);
    if (known == null || !known.hasViews()) return false;
    String kind = type.kindOf(thing);
    List<Right> some =
        known.rights().stream()
            .filter(right -> right.touches(thing) && right.allows(type, kind, action))
            .toList();
    return !some.isEmpty()
        && some.stream().noneMatch(right -> right.rows().isEmpty() && right.coversForGood(thing));
  }

  /** Everything the subject has here; nothing for one who is no member. */
  public List<Held> heldBy(String subject) {
    Member member = members.get(subject);
    if (member == null) return List.of();
    return heldIn(closure(member.roles().keySet()));
  }

  /** What these roles give by themselves. */
  public List<Held> heldIn(Set<String> some) {
    List<Held> held = new ArrayList<>();
    for (String name : some) {
      Role role = roles.get(name);
      if (role != null) role.rights().forEach(right -> held.add(new Held(name, right)));
    }
    return held;
  }
}
