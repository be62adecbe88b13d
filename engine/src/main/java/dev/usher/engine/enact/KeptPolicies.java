package dev.usher.engine.enact;

import dev.usher.engine.enact.Revisions.Kept;
import dev.usher.engine.memory.Policies;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The policies of before as all servers' store has them. */
public record KeptPolicies(Revisions revisions, Shelf shelf) implements Policies {

  @Override
  public Optional<One> at(Instant then) {
    return revisions
        .at(then)
        .map(kept -> new One(kept.number(), kept.about().revision(), kept.about().at()));
  }

  @Override
  public <T> T read(One policy, Function<Path, T> reader) {
    Kept kept =
        revisions
            .at(policy.since())
            .filter(one -> one.number() == policy.number())
            .orElseThrow(
                () -> new IllegalStateException("policy %d is gone".formatted(policy.number())));
    return shelf.tried(KeptInForce.tree(revisions, kept), reader);
  }
}
