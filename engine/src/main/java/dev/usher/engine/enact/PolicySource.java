package dev.usher.engine.enact;

import java.util.Optional;
import java.util.Set;

/** Where the policy is written: a folder, or a branch of a repository. */
public interface PolicySource {

  /** How what stands there came out of what was applied last. */
  enum Lineage {
    /** It is that one, or what became of it; also what comes first of all. */
    GOES_ON,
    /** It does not have that one in its history: somebody rewrote it. */
    BREAKS_OFF,
    /** No history is kept there. */
    UNTOLD
  }

  /**
   * What stands there.
   *
   * @param revision names it: a commit, or the digest of a folder's files
   * @param authors names and mail addresses of all who wrote or committed what came after the one
   *     that was applied; empty where nobody keeps them
   */
  record Head(String revision, PolicyTree tree, Set<String> authors, Lineage lineage) {
    public Head {
      authors = Set.copyOf(authors);
    }
  }

  /** Where that is, to be shown. */
  String name();

  /**
   * @param applied the revision that was applied last
   * @throws SourceFailure when it cannot be had, or is nothing to be had
   */
  Head head(Optional<String> applied);
}
