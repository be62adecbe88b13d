package dev.usher.store.follow;

import dev.usher.engine.follow.Rota.Turn;
import java.time.Instant;
import java.util.function.Function;

/** Turns with nothing to be done beside them. */
record Plain(Function<String, Instant> turn) implements Turn {
  @Override
  public void beside(String realm) {}

  @Override
  public Instant take(String realm) {
    return turn.apply(realm);
  }
}
