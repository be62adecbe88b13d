package dev.usher.sdk.guard;

/** What becomes of a request. */
public enum Verdict {
  ALLOWED,
  /** Nobody has authenticated: 401 over HTTP. */
  UNAUTHENTICATED,
  /** 403. */
  DENIED
}
