package dev.usher.cli.terminal;

/** What a command ends with. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int ERROR = 1;

  /** Done, and not as it should be: changes pending, access not proved, a ledger not whole. */
  public static final int DIFFERENT = 2;

  private ExitCode() {}
}
