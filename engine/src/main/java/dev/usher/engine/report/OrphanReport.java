package dev.usher.engine.report;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Visible;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Accounts that nobody answers for: the policy does not know whose they are, or whose they were has
 * left. They can log in, or own something.
 */
public record OrphanReport(
    List<Diagnostic> diagnostics, List<Orphan> orphans, List<Failure> failures) {

  /**
   * @param realm where it is
   * @param ours whether usher made it, for somebody whom the policy no longer names or who has left
   * @param opens whether it can log in
   * @param powers superuser and its like
   * @param holds roles of usher's that it is in, or can give on
   * @param things of how many it can do anything with
   * @param subject whose it was, by its name
   * @param owned how much it owns
   * @param owns some of that, at most {@link dev.usher.connectors.api.Owner#MOST}
   * @param next what to do with what it owns, where usher made it
   */
  public record Orphan(
      String realm,
      String account,
      boolean ours,
      boolean opens,
      Set<String> powers,
      Set<String> holds,
      int things,
      Optional<String> subject,
      long owned,
      List<Owned> owns,
      Optional<String> next) {
    public Orphan {
      account = Visible.line(account);
      subject = subject.map(Visible::line);
      next = next.map(Visible::line);
    }
  }

  /**
   * One thing that it owns, or that runs with its rights.
   *
   * @param kind as the system calls it
   * @param name as the system writes it
   * @param where its target; absent for what belongs to none
   */
  public record Owned(String kind, String name, Optional<String> where) {
    public Owned {
      name = Visible.line(name);
    }
  }
}
