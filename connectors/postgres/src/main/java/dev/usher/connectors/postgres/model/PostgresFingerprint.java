package dev.usher.connectors.postgres.model;

import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SHA-256 over the sorted lines of what a plan is computed from: our facts, owners, residue, and
 * the managed catalogue. What others hold and do may change under a plan without harm.
 *
 * @param doors who has an account, is let in, and is in; where a few were looked at, all that is of
 *     these
 * @param rest of all else; empty where only the doors, or only a few, were looked at
 * @param alone the roles that were looked at; empty: all
 */
public record PostgresFingerprint(String doors, String rest, Set<String> alone) {
  private static final String BETWEEN = "-";
  private static final String ALONE = "=";
  private static final String AND = ",";

  public static PostgresFingerprint of(ObservedState<PostgresFact> observed) {
    Set<String> alone = new TreeSet<>();
    for (PostgresFact fact : observed.facts().keySet())
      if (fact instanceof TieFact.Alone one) alone.add(one.role());
    boolean seen = !observed.catalogues().isEmpty();
    if (!alone.isEmpty() && seen)
      return new PostgresFingerprint(
          around(observed, alone),
          of(observed, fact -> !isOfDoors(fact) && !isOfOthers(fact, alone), observed.catalogues()),
          alone);
    if (!alone.isEmpty())
      return new PostgresFingerprint(
          of(observed, fact -> !(fact instanceof RowFact), Map.of()), "", alone);
    String doors = of(observed, PostgresFingerprint::isOfDoors, Map.of());
    return new PostgresFingerprint(
        doors, seen ? of(observed, fact -> !isOfDoors(fact), observed.catalogues()) : "", Set.of());
  }

  public static PostgresFingerprint parse(String text) {
    String[] few = text.split(ALONE, 2);
    Set<String> alone = new TreeSet<>();
    if (few.length > 1)
      for (String name : few[1].split(AND))
        alone.add(URLDecoder.decode(name, StandardCharsets.UTF_8));
    String[] parts = few[0].split(BETWEEN, 2);
    return new PostgresFingerprint(parts[0], parts.length > 1 ? parts[1] : "", alone);
  }

  public String text() {
    String digests = rest.isEmpty() ? doors : doors + BETWEEN + rest;
    if (alone.isEmpty()) return digests;
    return alone.stream()
        .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
        .collect(Collectors.joining(AND, digests + ALONE, ""));
  }

  /** Whether, of the few that it is about, all is as it was. */
  public boolean isOf(ObservedState<PostgresFact> few) {
    String now = rest.isEmpty() ? of(few).doors : around(few, alone);
    return now.equals(doors);
  }

  /** Whoever comes into another role meanwhile, or leaves it, holds up nobody. */
  private static boolean isOfOthers(PostgresFact fact, Set<String> few) {
    return fact instanceof TieFact.Inhabited one && !few.contains(one.role());
  }

  /** What is these people's own, in whichever way they were looked at. */
  private static String around(ObservedState<PostgresFact> observed, Set<String> few) {
    return of(observed, fact -> isTheirs(fact, few), Map.of());
  }

  private static boolean isTheirs(PostgresFact fact, Set<String> few) {
    return switch (fact) {
      case PostgresFact.Account one -> few.contains(one.name());
      case PostgresFact.Barred one -> few.contains(one.name());
      case PostgresFact.Connected one -> few.contains(one.name());
      case PostgresFact.Membership one -> few.contains(one.member());
      case TieFact.Untied one -> few.contains(one.role());
      case PostgresFact.Group _,
          Held _,
          PostgresFact.Privilege _,
          PostgresFact.Owner _,
          PostgresFact.Role _,
          PostgresFact.GivenBy _,
          PostgresFact.Residue _,
          PostgresFact.Server _,
          RowFact _,
          BirthFact _,
          TieFact _ ->
          false;
    };
  }

  private static String of(
      ObservedState<PostgresFact> observed,
      Predicate<PostgresFact> which,
      Map<Target, Catalogue> catalogues) {
    Map<Acl, String> written = new ConcurrentHashMap<>();
    Stream<String> ours =
        observed.facts().entrySet().parallelStream()
            .filter(one -> which.test(one.getKey()))
            .filter(one -> one.getValue() == Origin.OURS || isGround(one.getKey()))
            .filter(one -> !isAnothers(one.getKey(), one.getValue()))
            .map(one -> line(one.getKey(), written));
    Stream<String> there =
        catalogues.values().parallelStream()
            .flatMap(catalogue -> catalogue.entries().entrySet().stream())
            .map(one -> line(one.getKey(), one.getValue()));
    List<String> lines = Stream.concat(ours, there).sorted().toList();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String line : lines) {
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** No name holds a NUL, and each entry has as many parts: no two states are written alike. */
  private static String line(PostgresFact fact, Map<Acl, String> written) {
    return fact instanceof Held one
        ? String.join(
            "\0",
            one.target().environment(),
            one.target().system(),
            one.on().kind().word,
            one.on().schema(),
            one.on().name(),
            one.on().arguments(),
            written.computeIfAbsent(one.acl(), PostgresFingerprint::text))
        : fact.toString();
  }

  private static String text(Acl acl) {
    return acl.items().stream()
        .map(
            item ->
                String.join(
                    "\0",
                    item.privilege(),
                    item.column(),
                    item.grantee(),
                    item.grantor(),
                    item.grantable() ? "grantable" : ""))
        .sorted()
        .collect(Collectors.joining("\0"));
  }

  private static String line(Resource thing, Catalogue.Entry entry) {
    List<String> companions = entry.companions().stream().map(Object::toString).sorted().toList();
    return thing + " " + entry.columns() + " " + companions;
  }

  /** Whether it says who comes in, and not what they may do. */
  public static boolean isOfDoors(PostgresFact fact) {
    return switch (fact) {
      case PostgresFact.Account _, PostgresFact.Barred _, PostgresFact.Connected _ -> true;
      case PostgresFact.Group _,
          PostgresFact.Membership _,
          Held _,
          PostgresFact.Privilege _,
          PostgresFact.Owner _,
          PostgresFact.Role _,
          PostgresFact.GivenBy _,
          PostgresFact.Residue _,
          PostgresFact.Server _,
          RowFact _,
          BirthFact _,
          TieFact _ ->
          false;
    };
  }

  /** What others have for attributes changes under a plan for a few without harm. */
  private static boolean isAnothers(PostgresFact fact, Origin origin) {
    return fact instanceof RowFact.Line && origin != Origin.OURS;
  }

  private static boolean isGround(PostgresFact fact) {
    return switch (fact) {
      case RowFact.Busy _, RowFact.Leans _, BirthFact.Room _ -> false;
      case PostgresFact.Owner _,
          PostgresFact.Residue _,
          PostgresFact.Connected _,
          RowFact _,
          BirthFact _,
          TieFact _ ->
          true;
      case PostgresFact.Group _,
          PostgresFact.Account _,
          PostgresFact.Barred _,
          PostgresFact.Membership _,
          Held _,
          PostgresFact.Privilege _,
          PostgresFact.Role _,
          PostgresFact.GivenBy _,
          PostgresFact.Server _ ->
          false;
    };
  }
}
