package dev.usher.connectors.postgres.compile;

import static java.util.stream.Collectors.toSet;

import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.inspect.PostgresInspect;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Account;
import dev.usher.connectors.postgres.model.PostgresFact.Barred;
import dev.usher.connectors.postgres.model.PostgresFact.Group;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresNames;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.access.Access;
import dev.usher.core.condition.Value;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Carry;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Hold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a few people ought to have where nothing but who is in which role is in question: each group
 * role is there and somebody else is in it, nobody has an account that was there before, whoever
 * leaves is tied to nothing. Where one of these is not so it is left to the look at all.
 */
public final class CompileAlone {
  private CompileAlone() {}

  /** The roles of the server that have to do with them. */
  public static Set<String> names(Map<String, Set<String>> accounts, List<Access> meant) {
    Set<String> names = new TreeSet<>();
    accounts.values().forEach(names::addAll);
    for (Access access : meant) {
      for (String subject : accounts.keySet())
        names.add(new Barred(access.target(), new Hold(subject, Hold.Kind.SUSPENDED)).name());
      Access whole = CompileHats.withDoor(access);
      for (Access.Member member : whole.members().values()) {
        Set<String> roles = new TreeSet<>(member.roles().keySet());
        roles.addAll(whole.hats(roles));
        for (String role : roles) names.add(PostgresNames.group(access.target(), role));
      }
    }
    return names;
  }

  public static Optional<DesiredState<PostgresFact>> compile(
      Realm realm,
      List<Access> meant,
      Map<String, Set<String>> theirs,
      ObservedState<PostgresFact> alone) {
    Set<String> accounts = theirs.values().stream().flatMap(Set::stream).collect(toSet());
    if (realm.places().stream().anyMatch(place -> isOdd(place, accounts))) return Optional.empty();
    if (meant.stream().anyMatch(CompileAlone::isOdd)) return Optional.empty();
    Standing standing = Standing.of(alone);
    List<Diagnostic> diagnostics = new ArrayList<>();
    CompileAccounts compile =
        new CompileAccounts(standing, new Carriers(alone, standing), diagnostics);
    Map<PostgresFact, Set<Cause>> facts = new LinkedHashMap<>();
    for (Access access : meant) {
      facts.putAll(compile.of(CompileHats.withDoor(access)));
      facts.putAll(new CompileAttributes(access, List.of(), diagnostics).lines);
    }
    Set<RowFact.Line> lines = lines(facts.keySet());
    alone
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.OURS && fact instanceof RowFact.Line one) lines.add(one);
            });
    if (!areAsOthers(lines, alone)) return Optional.empty();
    // Whoever is refused something is told by the look at all.
    if (!diagnostics.isEmpty() || !areGroupsThere(facts.keySet(), standing))
      return Optional.empty();
    boolean isMore =
        facts.keySet().stream()
            .anyMatch(fact -> !isTheirs(fact, accounts) && !alone.facts().containsKey(fact));
    if (isMore || isTied(facts.keySet(), accounts, alone)) return Optional.empty();
    alone
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin == Origin.OURS && !isTheirs(fact, accounts))
                facts.putIfAbsent(fact, Set.of());
            });
    return Optional.of(new DesiredState<>(facts, List.of()));
  }

  private static Set<RowFact.Line> lines(Set<PostgresFact> facts) {
    Set<RowFact.Line> lines = new HashSet<>();
    for (PostgresFact fact : facts) if (fact instanceof RowFact.Line one) lines.add(one);
    return lines;
  }

  /**
   * Policies look for an attribute in one column, whoever has it; and not at all where nobody has
   * one, or a list with anything in it. So whatever comes or goes must be as somebody else's is.
   */
  private static boolean areAsOthers(Set<RowFact.Line> lines, ObservedState<PostgresFact> alone) {
    Map<List<Object>, Set<String>> columns = new HashMap<>();
    Set<List<Object>> filled = new HashSet<>();
    alone
        .facts()
        .forEach(
            (fact, origin) -> {
              if (origin != Origin.CONTEXT || !(fact instanceof RowFact.Line one)) return;
              columns.computeIfAbsent(attribute(one), _ -> new HashSet<>()).add(one.column());
              if (isFilled(one)) filled.add(attribute(one));
            });
    return lines.stream()
        .allMatch(
            line ->
                Set.of(line.column()).equals(columns.get(attribute(line)))
                    && (!isFilled(line) || filled.contains(attribute(line))));
  }

  private static boolean isFilled(RowFact.Line line) {
    return !(line.value() instanceof Value.Many(List<Value> values))
        || values.stream().anyMatch(one -> !(one instanceof Value.Null));
  }

  private static List<Object> attribute(RowFact.Line line) {
    return List.of(line.target(), line.attribute());
  }

  private static boolean isTheirs(PostgresFact fact, Set<String> accounts) {
    return fact instanceof Membership one && accounts.contains(one.member())
        || fact instanceof RowFact.Line
        || fact instanceof Account
        || fact instanceof Barred
        || fact instanceof PostgresFact.Connected;
  }

  private static boolean isOdd(Place place, Set<String> accounts) {
    return !place.system().things(Carriers.SETTING).isEmpty()
        || PostgresInspect.creators(place).stream().anyMatch(accounts::contains);
  }

  private static boolean isOdd(Access access) {
    return access.members().values().stream().anyMatch(Access.Member::adopt)
        || access.roles().values().stream().anyMatch(role -> role.carry() == Carry.VIEW);
  }

  private static boolean areGroupsThere(Set<PostgresFact> desired, Standing standing) {
    for (PostgresFact fact : desired) {
      if (fact instanceof Account one && one.adopted()) return false;
      if (!(fact instanceof Membership one)) continue;
      boolean isThere =
          standing.marked().get(one.group()) instanceof Group && standing.isMade(one.group());
      if (!isThere) return false;
    }
    return true;
  }

  /** Whether something hangs on one of them that is seen in the databases alone. */
  private static boolean isTied(
      Set<PostgresFact> desired, Set<String> accounts, ObservedState<PostgresFact> alone) {
    Set<String> staying = new HashSet<>();
    for (PostgresFact fact : desired) if (fact instanceof Account one) staying.add(one.name());
    Set<String> untied = new HashSet<>();
    for (PostgresFact fact : alone.facts().keySet())
      if (fact instanceof TieFact.Untied one) untied.add(one.role());
    for (Map.Entry<PostgresFact, Origin> entry : alone.facts().entrySet()) {
      boolean isIll =
          switch (entry.getKey()) {
            case Account one ->
                one.adopted()
                    || entry.getValue() != Origin.OURS
                    || !staying.contains(one.name()) && !untied.contains(one.name());
            case Membership one ->
                accounts.contains(one.member()) && entry.getValue() != Origin.OURS;
            case TieFact.Let _, PostgresFact.Residue _ -> true;
            default -> false;
          };
      if (isIll) return true;
    }
    return false;
  }
}
