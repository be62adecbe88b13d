package dev.usher.connectors.postgres.proof;

/** How much a differential test has done. */
final class Count {
  /** Statements to be tried for each target and policy. */
  static final int ATTEMPTS = 8;

  long policies;
  long cells;
  long statements;
  long probed;
  long differences;
  long tamperingsWithoutEffect;

  @Override
  public String toString() {
    return "%,d policies, %,d cells compared, %,d statements really run, %,d cells probed, %,d differences"
        .formatted(policies, cells, statements, probed, differences);
  }
}
