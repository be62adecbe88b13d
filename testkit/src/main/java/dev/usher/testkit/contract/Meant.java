package dev.usher.testkit.contract;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Access.Role;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Condition;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Name;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Pattern.Step;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Segment;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Access to one target in few words. Subjects are called as their accounts are. */
final class Meant {
  private static final Source HERE = new Source("access/contract.yaml", 1, 1);

  private final Target target;
  private final SystemType type;
  private final Map<String, Role> roles = new TreeMap<>();
  private final Map<String, Member> members = new TreeMap<>();

  Meant(Target target, SystemType type) {
    this.target = target;
    this.type = type;
  }

  /** The role may do that with just these. */
  Meant can(String role, String word, Resource... on) {
    return can(role, word, Arrays.stream(on).map(Meant::pattern).toList(), Set.of(), false);
  }

  /** The role may do that with everything beside the thing, of whatever kind. */
  Meant canBeside(String role, String word, Resource thing) {
    List<Step> steps = new ArrayList<>(pattern(thing).steps());
    steps.removeLast();
    steps.add(new Step.Deep());
    return can(role, word, List.of(new Pattern(steps, Optional.empty())), Set.of(), false);
  }

  Meant canColumn(String role, String word, String column, Resource on) {
    return can(role, word, List.of(pattern(on)), Set.of(column), false);
  }

  Meant canRows(String role, String word, Resource on) {
    return can(role, word, List.of(pattern(on)), Set.of(), true);
  }

  private Meant can(
      String role, String word, List<Pattern> on, Set<String> columns, boolean byRow) {
    Condition rows = new Condition.Has(new Condition.Operand.Row("id"));
    Right right =
        new Right(
            Set.of(word),
            on,
            List.of(),
            Optional.of(columns).filter(some -> !some.isEmpty()),
            Optional.of(rows).filter(_ -> byRow),
            Cause.of("role " + role, HERE));
    Role before = roles.getOrDefault(role, new Role(role, List.of(), Map.of()));
    List<Right> rights = new ArrayList<>(before.rights());
    rights.add(right);
    roles.put(role, new Role(role, rights, Map.of()));
    return this;
  }

  Meant member(String account, String... held) {
    return member(account, false, held);
  }

  /** One whose account is there already, and is to be taken over. */
  Meant adopted(String account, String... held) {
    return member(account, true, held);
  }

  private Meant member(String account, boolean adopt, String... held) {
    Map<String, Set<Cause>> why = new TreeMap<>();
    for (String role : held) why.put(role, Set.of(Cause.of(role + " for " + account, HERE)));
    members.put(account, new Member(account, account, adopt, Map.of(), why));
    return this;
  }

  /** Only the roles that somebody holds, as a policy would have it. */
  Access access() {
    Map<String, Role> held = new TreeMap<>(roles);
    held.keySet()
        .retainAll(
            members.values().stream().flatMap(one -> one.roles().keySet().stream()).toList());
    return new Access(target, type, Instant.EPOCH, held, Map.copyOf(members));
  }

  private static Pattern pattern(Resource on) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.One("", Name.of(on.target().environment())));
    steps.add(new Step.One("", Name.of(on.target().system())));
    for (Segment segment : on.path()) {
      steps.add(new Step.One(segment.kind(), Name.of(segment.name())));
    }
    return new Pattern(steps, on.column().map(Name::of));
  }
}
