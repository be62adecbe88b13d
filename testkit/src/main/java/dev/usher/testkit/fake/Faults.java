package dev.usher.testkit.fake;

/** What goes wrong at a house, on demand. Counts the commands that lines bring. */
public final class Faults {
  /** The line is dead: what was last said into it may or may not have been heard. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lost() {
      super("the line is dead");
    }
  }

  /** Whoever used the line is no more: nothing that runs may catch it. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed");
    }
  }

  private enum Kind {
    NONE,
    REFUSED,
    LOST_BEFORE,
    LOST_AFTER,
    KILLED
  }

  private Kind kind = Kind.NONE;
  private int after;
  private boolean down;
  private int outages;

  /** The command after that many is refused. */
  public void refuseAfter(int commands) {
    set(Kind.REFUSED, commands);
  }

  /** The line dies after that many commands, and the next is not carried out. */
  public void loseBefore(int commands) {
    set(Kind.LOST_BEFORE, commands);
  }

  /** The line dies when the command after that many has been carried out. */
  public void loseAfter(int commands) {
    set(Kind.LOST_AFTER, commands);
  }

  /** Who says the command after that many is killed, as a process is, before it is heard. */
  public void killAfter(int commands) {
    set(Kind.KILLED, commands);
  }

  private synchronized void set(Kind wanted, int commands) {
    kind = wanted;
    after = commands;
  }

  /** Nobody gets through, and all lines die. */
  public synchronized void down() {
    down = true;
    outages++;
  }

  public synchronized void up() {
    down = false;
  }

  synchronized boolean isDown() {
    return down;
  }

  /** Tells whether a line is older than the last outage. */
  synchronized int outages() {
    return outages;
  }

  /** Lets the command happen, or not. */
  void around(Runnable command) {
    switch (due()) {
      case NONE -> command.run();
      case REFUSED -> throw new House.Refused("the lock is jammed");
      case LOST_BEFORE -> throw new Lost();
      case KILLED -> throw new Killed();
      case LOST_AFTER -> {
        command.run();
        throw new Lost();
      }
    }
  }

  private synchronized Kind due() {
    if (kind == Kind.NONE || after-- > 0) return Kind.NONE;
    Kind now = kind;
    kind = Kind.NONE;
    return now;
  }
}
