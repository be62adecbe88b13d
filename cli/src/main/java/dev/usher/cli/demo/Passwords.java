package dev.usher.cli.demo;

import dev.usher.core.model.Target;
import dev.usher.engine.Usher;
import dev.usher.engine.report.IssueReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Passwords that {@code usher issue} made: one for each subject and server, for an account belongs
 * to the server and serves every environment there.
 */
final class Passwords {
  private static final Duration LIFE = Duration.ofHours(1);

  /** Opens nothing: whoever has no account gets no password, and tries this one. */
  private static final String NONE = "a guess";

  private final Map<String, String> made = new HashMap<>();
  private final Company company;

  private Passwords(Company company) {
    this.company = company;
  }

  static Passwords issue(Usher usher, Path policy, Company company) {
    Passwords passwords = new Passwords(company);
    for (String subject : Company.SUBJECTS) {
      for (String environment : Company.ENVIRONMENTS) {
        String key = passwords.key(subject, environment);
        if (passwords.made.containsKey(key)) continue;
        IssueReport report = usher.issue(policy, subject, new Target(environment, "shop-db"), LIFE);
        report.secret().ifPresent(secret -> passwords.made.put(key, secret));
      }
    }
    return passwords;
  }

  String of(String subject, String environment) {
    return made.getOrDefault(key(subject, environment), NONE);
  }

  int count() {
    return made.size();
  }

  private String key(String subject, String environment) {
    return subject + "@" + company.server(environment).port();
  }
}
