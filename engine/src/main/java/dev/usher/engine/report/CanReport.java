package dev.usher.engine.report;

import dev.usher.core.decide.Decision;
import dev.usher.core.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;

/**
 * @param decision absent when the question could not be decided; then a diagnostic says why
 */
public record CanReport(
    List<Diagnostic> diagnostics,
    String subject,
    String action,
    String address,
    Optional<Decision> decision,
    Optional<Live> live) {

  /**
   * @param answer all, part or none
   * @param paths how it comes about
   */
  public record Live(String account, String answer, List<String> paths) {}
}
