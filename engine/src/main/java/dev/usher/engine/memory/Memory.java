package dev.usher.engine.memory;

import dev.usher.engine.memory.Policies.One;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a server remembers: who held what, and the policies that were in force. What was read of one
 * is kept at hand, for it does not change.
 */
public final class Memory {
  /** Of these the last that were asked for. */
  private static final int AT_HAND = 8;

  private final MeantBook book;
  private final Holdings holdings;
  private final Policies policies;
  private final Map<Long, Object> read =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Object> eldest) {
              return size() > AT_HAND;
            }
          });

  /**
   * @param book writes what {@code holdings} tells
   */
  public Memory(MeantBook book, Holdings holdings, Policies policies) {
    this.book = book;
    this.holdings = holdings;
    this.policies = policies;
  }

  public MeantBook book() {
    return book;
  }

  public Holdings holdings() {
    return holdings;
  }

  /** Which policy was in force then. */
  public Optional<One> policyAt(Instant then) {
    return policies.at(then);
  }

  /** What somebody makes of the policy's folder, made once. */
  public <T> T of(One policy, Class<T> type, Function<Path, T> reader) {
    Object known = read.get(policy.number());
    if (type.isInstance(known)) return type.cast(known);
    T made = policies.read(policy, reader);
    read.put(policy.number(), made);
    return made;
  }
}
