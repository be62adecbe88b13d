package dev.usher.engine.scim;

/** What has become of one of several users that were to be made. */
public sealed interface Made permits ScimUser, Made.Not {
  /** Somebody has the userName, or the name. */
  record Not(ScimRefused why) implements Made {}
}
