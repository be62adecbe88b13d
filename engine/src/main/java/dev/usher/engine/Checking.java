package dev.usher.engine;

import dev.usher.core.meaning.Guards;
import dev.usher.core.model.Policy;
import dev.usher.engine.Reading.Read;
import dev.usher.engine.enact.PolicyCheck;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** What `validate` says of a policy, and which guards it takes away from the one before it. */
record Checking(Validating validating, InstantSource clock) implements PolicyCheck {

  @Override
  public Checked check(Path folder) {
    Read read = validating.check(folder);
    return new Checked(read.ground().map(Ground::policy), read.diagnostics());
  }

  @Override
  public List<String> loosened(Policy old, Policy changed) {
    return new Guards(clock.instant()).loosened(old, changed);
  }
}
