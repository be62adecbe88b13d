package dev.usher.engine.scim;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a person decides about directories: removals that wait, and names that were somebody's. */
public interface HeldBack {
  /**
   * Somebody who is in force though the directory says otherwise.
   *
   * @param subject a person; {@code group:NAME} for all of a group
   * @param group they left, by the name that it has or had; none who are gone altogether
   * @param since when the directory said so
   */
  record Held(String subject, Optional<String> group, Instant since) {}

  /**
   * What waits in a directory.
   *
   * @param isJoining whether to come in; else to go
   * @param latest when the newest of them was said
   */
  record Waits(String directory, boolean isJoining, long count, Instant latest) {}

  /** What waits in each directory, where something does. */
  List<Waits> waits();

  /** Who waits for a yes, the first first. */
  List<Held> held(String directory);

  /**
   * What waits is in force from now on, and counting begins anew.
   *
   * @return how many waited
   */
  int release(String directory, String byWhom);

  /**
   * Somebody whom a directory says to be in a group, and who is not in force there yet.
   *
   * @param member the person; {@code group:NAME} for all who are in a group; {@code *} for all who
   *     are in it, under another name
   * @param since when the directory said so
   */
  record Joining(String member, String group, Instant since) {}

  /** Who waits for a yes to come in, the first first. */
  List<Joining> joining(String directory);

  /**
   * They are in force there from now on.
   *
   * @return false when nobody of that name waits there
   */
  boolean admit(String directory, String group, String member, String byWhom);

  /** Members whom groups were told of and whom the directory has never told of. */
  List<String> unknown(String directory);

  /** What became of a name that was to be freed. */
  enum Freed {
    FREED,
    /** Whose it is, is still there or in force. */
    IN_USE,
    NOBODYS
  }

  /**
   * The name of somebody who is gone may be given to another one. What let them in by it goes with
   * them: their tokens are revoked, and whoever they are at the door is nobody here.
   */
  Freed free(String name, String byWhom);
}
