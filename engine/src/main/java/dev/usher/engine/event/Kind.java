package dev.usher.engine.event;

import java.util.Arrays;
import java.util.Optional;

/** What kind of change an event tells of. */
public enum Kind {
  /** Rights were given, taken or changed in a live system, all of a stage or a part of it. */
  ACCESS_CHANGED("access.changed"),
  /** A change was begun, and nothing of it is known to be done. The text says why. */
  ACCESS_UNSETTLED("access.unsettled"),
  /** What a later run found of a change whose end nobody told. */
  ACCESS_SETTLED("access.settled"),
  /** Something was found as nobody meant it. */
  DRIFT_FOUND("drift.found"),
  /** A password was issued. */
  CREDENTIAL_ISSUED("credential.issued"),
  /** A token of usher's own was made or taken back. */
  TOKEN_CHANGED("token.changed"),
  /** What usher itself goes by was changed: who is told of what. */
  SETTING_CHANGED("setting.changed"),
  /** A policy came into force. */
  POLICY_ENACTED("policy.enacted"),
  /** Somebody said what counts from then on: a yes, a no, that somebody is kept out. */
  DECISION_MADE("decision.made"),
  /** Something waits for somebody's yes. */
  APPROVAL_WANTED("approval.wanted"),
  /** What was taken from somebody is still there after a minute; or, told once more, is gone. */
  REMOVAL_OVERDUE("removal.overdue"),
  /** A system cannot be made as it is meant; or, told once more, could be again. */
  SYSTEM_AWAY("system.away"),
  /** All of a policy is carried out everywhere. */
  POLICY_APPLIED("policy.applied"),
  /** The ledger goes on behind a gap. */
  LEDGER_CONTINUED("ledger.continued"),
  /** A line of the ledger that was cut off was set aside. */
  LEDGER_TORN("ledger.torn");

  private static final String PREFIX = "dev.usher.";

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /** As people write it: {@code access.changed}. */
  public String word() {
    return word;
  }

  /** As CloudEvents have it (1.0.2, {@code type}): {@code dev.usher.access.changed}. */
  public String type() {
    return PREFIX + word;
  }

  /** The kind that is written so. */
  public static Optional<Kind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }
}
