package dev.usher.cli.demo;

import dev.usher.core.model.Target;
import dev.usher.engine.Usher;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ways into what is in prod, one system for each engine, with passwords of usher's issuing. */
final class Engines {
  private static final Duration LIFE = Duration.ofHours(1);

  /** What MariaDB says when somebody may not (its manual, "MariaDB Error Codes": 1142 and 1143). */
  private static final Set<String> DENIED = Set.of("42000");

  /** PostgreSQL's insufficient_privilege (manual, appendix A). */
  private static final Set<String> INSUFFICIENT = Set.of("42501");

  private final Usher usher;
  private final Path policy;
  private final Company company;
  private final Passwords passwords;
  private final Map<String, String> secrets = new HashMap<>();

  Engines(Usher usher, Path policy, Company company, Passwords passwords) {
    this.usher = usher;
    this.policy = policy;
    this.company = company;
    this.passwords = passwords;
  }

  /** The systems, one of each engine that runs here. */
  List<String> systems() {
    List<String> all = new ArrayList<>(List.of("shop-db"));
    if (company.stores().points().isPresent()) all.add("points-db");
    all.add("cart-cache");
    return all;
  }

  /** What each is. */
  static String engine(String system) {
    return switch (system) {
      case "points-db" -> "MariaDB";
      case "cart-cache" -> "Redis";
      default -> "PostgreSQL";
    };
  }

  /** Issues a password for them, where they have none yet. */
  void issue(String subject, String system) {
    if (system.equals("shop-db")) return;
    secrets.computeIfAbsent(
        subject + "@" + system,
        _ ->
            usher.issue(policy, subject, new Target("prod", system), LIFE).secret().orElse("none"));
  }

  /**
   * Logs in with the password that was issued.
   *
   * @throws SQLException when the server does not let them in, or anything else goes wrong
   */
  Door open(String subject, String system) throws SQLException {
    String secret = secrets.getOrDefault(subject + "@" + system, "none");
    return switch (system) {
      case "points-db" ->
          Door.of(company.stores().points().orElseThrow().login("points", subject, secret), DENIED);
      case "cart-cache" -> Door.of(company.stores().carts().login(subject, secret));
      default ->
          Door.of(
              company.prod().login("shop", subject, passwords.of(subject, "prod")), INSUFFICIENT);
    };
  }
}
