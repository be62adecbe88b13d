package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Cause;
import java.util.List;
import java.util.Set;

/** Everything one subject can do. */
public record AccessReport(
    List<Diagnostic> diagnostics, String subject, List<There> targets, List<Failure> failures) {

  /**
   * @param held what the policy gives there
   * @param live what the account can really do, where asked for
   */
  public record There(String target, String account, List<Held> held, List<Held> live) {}

  /**
   * @param actions the system's own, sorted
   * @param on the address or pattern
   * @param but what is narrowed: columns, exceptions, rows; empty when nothing is
   */
  public record Held(
      String role, Set<String> actions, String on, List<String> but, Set<Cause> why) {}
}
