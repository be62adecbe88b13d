package dev.usher.core.compare;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.OnRequest;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one policy gives in one target from now on, instant by instant and on each of the terms.
 *
 * @param type absent where the policy has no such target
 * @param held by subject, by instant, by terms; equal sets are one object
 */
record Timeline(Optional<SystemType> type, Map<String, List<List<Set<Right>>>> held) {

  /** When something begins or ends in the environment, from now on. */
  static Set<Instant> instants(Side side, Target target, Instant now) {
    Set<Instant> instants = new TreeSet<>(Set.of(now));
    for (Grant grant : grants(side, target)) {
      grant.from().filter(now::isBefore).ifPresent(instants::add);
      grant.until().filter(now::isBefore).ifPresent(instants::add);
    }
    return instants;
  }

  /** On what terms things are to be had there on request. */
  static Set<OnRequest> terms(Side side, Target target) {
    Set<OnRequest> terms = new LinkedHashSet<>();
    grants(side, target).forEach(grant -> grant.onRequest().ifPresent(terms::add));
    return terms;
  }

  private static List<Grant> grants(Side side, Target target) {
    return side.policy().grants().stream()
        .filter(grant -> grant.in().contains(target.environment()))
        .toList();
  }

  static Timeline of(
      Side side,
      Target target,
      List<Instant> instants,
      List<Optional<OnRequest>> terms,
      Same same) {
    if (side.policy().connection(target).isEmpty()) return new Timeline(Optional.empty(), Map.of());
    Map<String, List<List<Set<Right>>>> held = new TreeMap<>();
    Map<Set<String>, Set<Right>> closures = new HashMap<>();
    Optional<SystemType> type = Optional.empty();
    for (int at = 0; at < instants.size(); at++) {
      Instant instant = instants.get(at);
      Set<String> whose =
          at == 0 ? side.policy().subjects().keySet() : moved(side, target, instant);
      for (List<List<Set<Right>>> all : held.values())
        for (int on = 0; at > 0 && on < terms.size(); on++)
          all.get(at).set(on, all.get(at - 1).get(on));
      for (int on = 0; on < terms.size(); on++) {
        Optional<OnRequest> its = terms.get(on);
        Access access =
            side.derivation()
                .of(
                    target,
                    instant,
                    grant ->
                        grant.holdsAt(instant)
                            && (grant.onRequest().isEmpty() || grant.onRequest().equals(its)),
                    whose);
        type = Optional.of(access.type());
        for (String subject : whose) {
          Member member = access.members().get(subject);
          if (member == null && !held.containsKey(subject)) continue;
          Set<String> roles = member == null ? Set.of() : member.roles().keySet();
          Set<Right> rights =
              closures.computeIfAbsent(
                  Set.copyOf(roles), direct -> same.of(access.heldIn(access.closure(direct))));
          held.computeIfAbsent(subject, _ -> same.nothing(instants.size(), terms.size()))
              .get(at)
              .set(on, rights);
        }
      }
    }
    return new Timeline(type, held);
  }

  /** Of whom something begins or ends there; all others have what they had. */
  private static Set<String> moved(Side side, Target target, Instant instant) {
    Set<String> subjects = new TreeSet<>();
    for (Grant grant : grants(side, target))
      if (grant.from().filter(instant::equals).isPresent()
          || grant.until().filter(instant::equals).isPresent())
        subjects.addAll(side.derivation().population().of(grant.to()));
    subjects.retainAll(side.policy().subjects().keySet());
    return subjects;
  }

  /** Rights and sets of them that are equal, as one object each. */
  static final class Same {
    private final Map<Right, Right> rights = new HashMap<>();
    private final Map<Set<Right>, Set<Right>> sets = new HashMap<>();
    private final Set<Right> none = byIdentity(Set.of());

    /** What somebody holds who is no member. */
    List<List<Set<Right>>> nothing(int instants, int terms) {
      List<List<Set<Right>>> all = new ArrayList<>();
      for (int at = 0; at < instants; at++)
        all.add(new ArrayList<>(Collections.nCopies(terms, none)));
      return all;
    }

    Collection<Right> rights() {
      return rights.values();
    }

    Set<Right> of(Collection<Held> held) {
      Set<Right> all = new HashSet<>();
      for (Held one : held) all.add(rights.computeIfAbsent(nameless(one.right()), right -> right));
      return all.isEmpty() ? none : sets.computeIfAbsent(all, Same::byIdentity);
    }

    /** To hash a right takes long, and equal ones are one. */
    private static Set<Right> byIdentity(Set<Right> rights) {
      Set<Right> same = Collections.newSetFromMap(new IdentityHashMap<>());
      same.addAll(rights);
      return same;
    }
  }

  /** Without the line that it stands in. */
  private static Right nameless(Right right) {
    return new Right(
        right.words(),
        right.on(),
        right.except(),
        right.columns(),
        right.rows(),
        right.mayMove(),
        right.exposes(),
        Cause.of(""));
  }
}
