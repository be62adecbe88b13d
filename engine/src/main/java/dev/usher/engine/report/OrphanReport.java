package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Visible;
import java.util.List;
import java.util.Set;

/** Accounts that nobody answers for: the policy does not know whose they are. */
public record OrphanReport(
    List<Diagnostic> diagnostics, List<Orphan> orphans, List<Failure> failures) {

  /**
   * @param realm where it can log in
   * @param ours whether usher made it, for somebody whom the policy no longer names
   * @param powers superuser and its like
   * @param holds roles of usher's that it is in, or can give on
   * @param things of how many it can do anything with
   */
  public record Orphan(
      String realm,
      String account,
      boolean ours,
      Set<String> powers,
      Set<String> holds,
      int things) {
    public Orphan {
      account = Visible.line(account);
    }
  }
}
