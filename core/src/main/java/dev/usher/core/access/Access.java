package dev.usher.core.access;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
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
   */
  public record Role(String name, List<Right> rights, Map<String, Cause> includes) {}

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

  /** The roles and all that they include. */
  public Set<String> closure(Set<String> direct) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(direct);
    while (!open.isEmpty()) {
      String next = open.pop();
      Role role = roles.get(next);
      if (role != null && seen.add(next)) open.addAll(role.includes().keySet());
    }
    return seen;
  }

  /** Everything the subject has here; nothing for one who is no member. */
  public List<Held> heldBy(String subject) {
    Member member = members.get(subject);
    if (member == null) return List.of();
    List<Held> held = new ArrayList<>();
    for (String name : closure(member.roles().keySet())) {
      Role role = roles.get(name);
      if (role != null) role.rights().forEach(right -> held.add(new Held(name, right)));
    }
    return held;
  }
}
