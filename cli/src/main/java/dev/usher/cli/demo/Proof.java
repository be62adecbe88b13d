package dev.usher.cli.demo;

import dev.usher.core.decide.Decision;
import dev.usher.engine.Usher;
import dev.usher.engine.report.CanReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody could really do, tried over real connections, beside what {@code usher can} says.
 *
 * @param tries in the order of {@link Attempt#ALL}, each with its environments in order
 */
record Proof(String subject, List<Try> tries) {

  /**
   * @param refusal the database's own words; empty when it did as it was told
   * @param meant whether the policy says that it can be done
   */
  record Try(Attempt attempt, String environment, String refusal, boolean meant) {
    boolean could() {
      return refusal.isEmpty();
    }

    boolean asMeant() {
      return could() == meant;
    }
  }

  static Proof of(Usher usher, Path policy, Company company, Passwords passwords, String subject)
      throws SQLException {
    Map<String, Map<Attempt, String>> answers = new LinkedHashMap<>();
    for (String environment : Company.ENVIRONMENTS) {
      Map<Attempt, String> there = new LinkedHashMap<>();
      for (String system : Company.SYSTEMS) {
        there.putAll(answers(company, passwords, subject, environment, system));
      }
      answers.put(environment, there);
    }
    List<Try> tries = new ArrayList<>();
    for (Attempt attempt : Attempt.ALL) {
      for (String environment : Company.ENVIRONMENTS) {
        String refusal = answers.getOrDefault(environment, Map.of()).getOrDefault(attempt, "");
        boolean meant = isMeant(usher, policy, subject, attempt, environment);
        tries.add(new Try(attempt, environment, refusal, meant));
      }
    }
    return new Proof(subject, tries);
  }

  /** Every attempt at one target over one connection; not coming in answers them all. */
  private static Map<Attempt, String> answers(
      Company company, Passwords passwords, String subject, String environment, String system)
      throws SQLException {
    Map<Attempt, String> answers = new LinkedHashMap<>();
    List<Attempt> here =
        Attempt.ALL.stream().filter(attempt -> attempt.system().equals(system)).toList();
    try (Connection connection =
        company
            .server(environment)
            .login(
                company.database(environment, system),
                subject,
                passwords.of(subject, environment))) {
      for (Attempt attempt : here) answers.put(attempt, attempt.on(connection));
    } catch (SQLException refused) {
      if (!Refusal.isAtTheDoor(refused)) throw refused;
      here.forEach(attempt -> answers.put(attempt, Refusal.text(refused)));
    }
    return answers;
  }

  private static boolean isMeant(
      Usher usher, Path policy, String subject, Attempt attempt, String environment) {
    CanReport report =
        usher.can(
            policy,
            subject,
            attempt.action(),
            attempt.address(environment),
            Optional.empty(),
            false);
    return report.decision().orElseThrow() instanceof Decision.All;
  }

  boolean isWhole() {
    return tries.stream().allMatch(Try::asMeant);
  }
}
