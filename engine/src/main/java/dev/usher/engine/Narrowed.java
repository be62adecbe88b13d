package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.connectors.api.Connector.Part;
import dev.usher.core.access.Access;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.Diff;
import dev.usher.core.diff.Native;
import dev.usher.core.diff.Native.Tie;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import dev.usher.engine.report.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one aim changes in a realm. One person's going or coming carries out nothing else of what is
 * pending there: it is what would not change without it, and what is still to be taken from them.
 *
 * @param whose those who may have more by it; empty: everybody
 * @param taken what of it takes people out of roles, and may be done without the rest
 * @param withheld what waits until the policy has come true there
 */
record Narrowed<N extends Native>(
    List<Change<N>> changes,
    List<Diagnostic> diagnostics,
    Optional<Set<String>> whose,
    Set<Change<N>> taken,
    List<Failure> withheld) {

  /** Code of what waits so. */
  static final String WITHHELD = "withheld";

  private Narrowed(
      List<Change<N>> changes, List<Diagnostic> diagnostics, Optional<Set<String>> whose) {
    this(changes, diagnostics, whose, Set.of(), List.of());
  }

  /** A change without its reasons. */
  private record Bare(Object before, Object after) {}

  /** The same of one part of what several hold together. */
  private record Piece(Object key, Part part, boolean comes) {}

  /**
   * @param known who is kept out of any realm
   */
  static <N extends Native> Narrowed<N> to(
      Aim aim, Holds known, Site<N> site, Ground ground, ObservedState<N> observed) {
    Target first = site.realm().places().getFirst().target();
    // Who was let in again by a later word is not known any more, whatever the mark says.
    Holds before = ground.named(observed.holds()).among(known.subjects());
    for (String subject : known.subjects()) {
      if (aim.of().filter(subject::equals).isPresent()) continue;
      Hold.Kind kind = known.of(subject).orElseThrow();
      before = Aim.kept(before, first, subject, kind);
    }
    boolean isNamed = aim.of().filter(ground::isNamed).isPresent();
    Holds after = aim.holds(before, first, isNamed);
    List<Access> meant = site.targets().map(ground::access).toList();
    DesiredState<N> desired = desired(aim, site, meant, after, observed);
    List<Change<N>> changes = Diff.between(desired, observed);
    if (aim instanceof Aim.Moved moved)
      return moved(moved, changes, desired, meant, after, site, ground, observed);
    if (aim.of().isEmpty()) return new Narrowed<>(changes, desired.diagnostics(), Optional.empty());

    DesiredState<N> otherwise = desired(aim, site, meant, before, observed);
    Connector<N> connector = site.connector();
    Set<Object> pending = bare(connector, Diff.between(otherwise, observed));
    Set<String> accounts = new HashSet<>();
    String subject = aim.of().get();
    site.targets().forEach(target -> accounts.add(ground.policy().accountName(target, subject)));
    List<Change<N>> own = new ArrayList<>();
    for (Change<N> change : changes) {
      if (!aim.gives() && takesFrom(accounts, change)) own.add(because(aim, change));
      else apart(pending, connector, change).ifPresent(one -> own.add(because(aim, one)));
    }
    List<Diagnostic> told = new ArrayList<>(desired.diagnostics());
    told.removeAll(otherwise.diagnostics());
    return new Narrowed<>(own, told, Optional.of(Set.of(subject)));
  }

  /**
   * What is theirs, and what would not be there without them, such as a role's first member: also
   * where others are on their way into it too, who would else wait for these as these for them.
   * Whom the policy takes out of a role goes before a role gets anything for these.
   */
  private static <N extends Native> Narrowed<N> moved(
      Aim.Moved aim,
      List<Change<N>> changes,
      DesiredState<N> desired,
      List<Access> meant,
      Holds holds,
      Site<N> site,
      Ground ground,
      ObservedState<N> observed) {
    Set<String> subjects = aim.subjects();
    Function<Set<String>, DesiredState<N>> without =
        some ->
            desired(
                new Aim.Everything(),
                site,
                meant.stream().map(access -> access.without(some)).toList(),
                holds,
                observed);
    DesiredState<N> otherwise = without.apply(subjects);
    List<Change<N>> rest = Diff.between(otherwise, observed);
    Connector<N> connector = site.connector();
    Set<Object> pending = bare(connector, rest);
    Set<String> coming = members(rest, meant, ground.policy());
    if (!coming.isEmpty()) {
      pending.removeAll(bare(connector, Diff.between(without.apply(coming), observed)));
      Set<String> all = new HashSet<>(coming);
      all.addAll(subjects);
      pending.addAll(bare(connector, Diff.between(without.apply(all), observed)));
    }
    Set<String> accounts = new HashSet<>();
    for (Target target : site.targets().toList())
      subjects.forEach(one -> accounts.add(ground.policy().accountName(target, one)));
    Set<Object> people = Ties.ofPeople(desired.facts().keySet(), accounts);
    people.addAll(Ties.ofPeople(observed.facts().keySet(), accounts));
    Ties ties = Ties.of(desired.facts().keySet());
    Set<Object> roles = ties.down(people);
    // What somebody would have by a role that is to lose it is not given with the role.
    Set<Object> wide =
        aim.isAsMeant() ? Set.of() : ties.up(wider(roles, pending, connector, changes));
    List<Change<N>> own = new ArrayList<>();
    List<Failure> withheld = new ArrayList<>();
    for (Change<N> change : changes) {
      boolean isTheirs = touches(accounts, change);
      if (isInto(change, tie -> people.contains(tie.member()) && wide.contains(tie.role())))
        withheld.add(withheld(change));
      else if (isTheirs) own.add(change);
      else apart(pending, connector, change).ifPresent(own::add);
    }
    if (!aim.isAsMeant() && own.stream().anyMatch(Narrowed::isForARole)) {
      Set<Object> ways = Ties.of(observed.facts().keySet()).up(roles);
      Set<Change<N>> known = new HashSet<>(own);
      for (Change<N> change : changes)
        if (Ties.isOut(change, tie -> ways.contains(tie.role())) && known.add(change))
          own.add(change);
    }
    // What a policy takes that has not come true goes with what it gives, or not at all.
    Set<Change<N>> taken =
        own.stream()
            .filter(_ -> aim.isAsMeant())
            .filter(change -> Ties.isOut(change, tie -> people.contains(tie.member())))
            .collect(Collectors.toSet());
    List<Diagnostic> told = new ArrayList<>(desired.diagnostics());
    told.removeAll(otherwise.diagnostics());
    boolean isTheirs = own.stream().allMatch(change -> touches(accounts, change));
    if (isTheirs) return new Narrowed<>(own, told, Optional.of(subjects), taken, withheld);
    // What one of their roles is given so may have whoever is in it, or is about to be.
    coming.removeIf(one -> meant.stream().noneMatch(access -> isAlike(access, one, subjects)));
    coming.addAll(subjects);
    return new Narrowed<>(own, told, Optional.of(coming), taken, withheld);
  }

  private static boolean isAlike(Access access, String one, Set<String> subjects) {
    return !Collections.disjoint(roles(access, Set.of(one)), roles(access, subjects));
  }

  private static Set<String> roles(Access access, Set<String> subjects) {
    Set<String> direct = new HashSet<>();
    for (String one : subjects)
      Optional.ofNullable(access.members().get(one))
          .ifPresent(member -> direct.addAll(member.roles().keySet()));
    return access.closure(direct);
  }

  /** Those who are not as they are meant to be. */
  private static <N extends Native> Set<String> members(
      List<Change<N>> changes, List<Access> meant, Policy policy) {
    Set<String> members = new HashSet<>();
    for (Access access : meant)
      changes.stream()
          .flatMap(change -> accounts(change).stream())
          .flatMap(account -> policy.subjectOf(access.target(), account).stream())
          .filter(access.members()::containsKey)
          .forEach(members::add);
    return members;
  }

  private static <N extends Native> Set<Object> bare(
      Connector<N> connector, List<Change<N>> changes) {
    return changes.stream()
        .flatMap(change -> pieces(connector, change).stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** What of it is not pending anyway; nothing where all of it is. */
  private static <N extends Native> Optional<Change<N>> apart(
      Set<Object> pending, Connector<N> connector, Change<N> change) {
    Set<Object> pieces = pieces(connector, change);
    if (Collections.disjoint(pieces, pending)) return Optional.of(change);
    if (pending.containsAll(pieces)) return Optional.empty();
    N before = before(change).or(() -> after(change)).orElseThrow();
    N after = after(change).or(() -> before(change)).orElseThrow();
    Set<Part> was = before(change).map(connector::parts).orElse(Set.of());
    Set<Part> joined = new HashSet<>(was);
    for (Object one : pieces)
      if (one instanceof Piece piece && !pending.contains(piece)) {
        if (piece.comes()) joined.add(piece.part());
        else joined.remove(piece.part());
      }
    N own = connector.joined(before, after, joined);
    if (was.isEmpty()) return Optional.of(new Change.Add<>(own, change.causes()));
    if (joined.isEmpty()) return Optional.of(new Change.Remove<>(before, change.causes()));
    return Optional.of(new Change.Replace<>(before, own, change.causes()));
  }

  private static <N extends Native> Set<Object> pieces(Connector<N> connector, Change<N> change) {
    Set<Part> was = before(change).map(connector::parts).orElse(Set.of());
    Set<Part> will = after(change).map(connector::parts).orElse(Set.of());
    if (was.equals(will)) return Set.of(bare(change));
    Object key = Planning.fact(change).key();
    Set<Object> pieces = new HashSet<>();
    for (Part one : will) if (!was.contains(one)) pieces.add(new Piece(key, one, true));
    for (Part one : was) if (!will.contains(one)) pieces.add(new Piece(key, one, false));
    return pieces;
  }

  private static <N extends Native> Optional<N> before(Change<N> change) {
    return switch (change) {
      case Change.Add<N> _ -> Optional.empty();
      case Change.Replace<N>(N before, _, _) -> Optional.of(before);
      case Change.Remove<N>(N before, _) -> Optional.of(before);
    };
  }

  private static <N extends Native> Optional<N> after(Change<N> change) {
    return switch (change) {
      case Change.Add<N>(N after, _) -> Optional.of(after);
      case Change.Replace<N>(_, N after, _) -> Optional.of(after);
      case Change.Remove<N> _ -> Optional.empty();
    };
  }

  private static <N extends Native> boolean touches(Set<String> accounts, Change<N> change) {
    return accounts(change).stream().anyMatch(accounts::contains);
  }

  /** Those of the roles that may still have what the policy takes from them. */
  private static <N extends Native> Set<Object> wider(
      Set<Object> roles, Set<Object> pending, Connector<N> connector, List<Change<N>> changes) {
    Set<Object> wider = new HashSet<>();
    for (Change<N> change : changes)
      for (Object one : pieces(connector, change))
        if (pending.contains(one)) wider.addAll(losing(one, change));
    wider.retainAll(roles);
    return wider;
  }

  private static Set<Object> losing(Object one, Change<? extends Native> change) {
    if (one instanceof Piece piece) return piece.comes() ? Set.of() : Set.of(piece.part().role());
    return switch (change) {
      case Change.Add<? extends Native>(var after, _) ->
          after.isPlain() ? Set.of() : after.forRoles();
      case Change.Replace<? extends Native>(var before, var after, _) -> {
        Set<Object> both = new HashSet<>(before.forRoles());
        both.addAll(after.forRoles());
        yield both;
      }
      case Change.Remove<? extends Native>(var before, _) -> before.forRoles();
    };
  }

  private static boolean isInto(Change<? extends Native> change, Predicate<Tie> which) {
    return !(change instanceof Change.Remove<?>)
        && Planning.fact(change).tie().filter(which).isPresent();
  }

  private static Failure withheld(Change<? extends Native> change) {
    Native fact = Planning.fact(change);
    return new Failure(
        fact.target().toString(),
        WITHHELD,
        fact.prose()
            + " waits, for that role has more still than the policy says: mend what keeps the"
            + " policy from coming true there, or say yes to it");
  }

  /** Whether somebody may have more by it in whose name nothing changes. */
  private static boolean isForARole(Change<? extends Native> change) {
    Native fact = Planning.fact(change);
    return !(change instanceof Change.Remove<?>)
        && fact.tie().isEmpty()
        && fact.account().isEmpty();
  }

  /** Whose it is, before and after; "" for what is nobody's own. */
  static <N extends Native> List<String> accounts(Change<N> change) {
    return switch (change) {
      case Change.Add<N>(N after, _) -> List.of(after.account());
      case Change.Replace<N>(N before, N after, _) -> List.of(before.account(), after.account());
      case Change.Remove<N>(N before, _) -> List.of(before.account());
    };
  }

  private static <N extends Native> DesiredState<N> desired(
      Aim aim, Site<N> site, List<Access> meant, Holds holds, ObservedState<N> observed) {
    Connector<N> connector = site.connector();
    List<Access> open = meant.stream().map(access -> access.under(holds)).toList();
    return switch (aim.look()) {
      case ALL -> connector.compile(site.realm(), open, observed);
      case DOORS -> connector.compileDoors(site.realm(), open, observed);
      case EXITS -> connector.compileExits(site.realm(), open, observed);
    };
  }

  private static Bare bare(Change<? extends Native> change) {
    return switch (change) {
      case Change.Add<? extends Native>(var after, _) -> new Bare("", after);
      case Change.Replace<? extends Native>(var before, var after, _) -> new Bare(before, after);
      case Change.Remove<? extends Native>(var before, _) -> new Bare(before, "");
    };
  }

  private static <N extends Native> boolean takesFrom(Set<String> accounts, Change<N> change) {
    return switch (change) {
      case Change.Add<N> _ -> false;
      case Change.Replace<N>(N before, N _, _) -> accounts.contains(before.account());
      case Change.Remove<N>(N before, _) -> accounts.contains(before.account());
    };
  }

  private static <N extends Native> Change<N> because(Aim aim, Change<N> change) {
    Set<Cause> why = Set.of(aim.cause());
    return switch (change) {
      case Change.Add<N>(N after, _) -> new Change.Add<>(after, why);
      case Change.Replace<N>(N before, N after, _) -> new Change.Replace<>(before, after, why);
      case Change.Remove<N>(N before, _) -> new Change.Remove<>(before, why);
    };
  }
}
