package dev.usher.server.http;

/** How a route answers, and so what it keeps of what is promised of all under {@code /api/v1}. */
public enum Manner {
  /** One thing, with an ETag. */
  READ,
  /** A page of what there may be any number of, with an ETag too. */
  LIST,
  /** What is posted, done once for an {@code Idempotency-Key}. */
  ONCE,
  /** A question that wants a body: it changes nothing, and so takes no key. */
  QUESTION,
  /** What is answered with a secret, which is kept for no key. */
  SECRET,
  /** What is replaced or ended, as it was seen. */
  REPLACE,
  /** What does not end, and so has no version. */
  STREAM,
  /** Another protocol's way: such a route lies beside {@code /api/v1}. */
  OTHER
}
