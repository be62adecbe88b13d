package dev.usher.connectors.postgres;

import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Resource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * SHA-256 over the sorted lines of what a plan is computed from: our facts, owners, residue, and
 * the managed catalogue. What others hold and do may change under a plan without harm.
 */
final class PostgresFingerprint {
  private PostgresFingerprint() {}

  static String of(ObservedState<PostgresFact> observed) {
    Stream<String> ours =
        observed.facts().entrySet().parallelStream()
            .filter(one -> one.getValue() == Origin.OURS || isGround(one.getKey()))
            .map(one -> line(one.getKey()));
    Stream<String> there =
        observed.catalogues().values().parallelStream()
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

  /** Privileges are most of it, and are written by hand: no name holds a NUL. */
  private static String line(PostgresFact fact) {
    return fact instanceof PostgresFact.Privilege one
        ? String.join(
            "\0",
            one.on().name(),
            one.grantee(),
            one.privilege(),
            one.column(),
            one.on().schema(),
            one.on().arguments(),
            one.on().kind().word,
            one.grantor(),
            one.grantable() ? "grantable" : "",
            one.target().environment(),
            one.target().system())
        : fact.toString();
  }

  private static String line(Resource thing, Catalogue.Entry entry) {
    List<String> companions = entry.companions().stream().map(Object::toString).sorted().toList();
    return thing + " " + entry.columns() + " " + companions;
  }

  private static boolean isGround(PostgresFact fact) {
    return switch (fact) {
      case PostgresFact.Owner _, PostgresFact.Residue _, PostgresFact.Connected _ -> true;
      case PostgresFact.Group _,
          PostgresFact.Account _,
          PostgresFact.Membership _,
          PostgresFact.Privilege _,
          PostgresFact.Role _,
          PostgresFact.GivenBy _,
          PostgresFact.Server _ ->
          false;
    };
  }
}
