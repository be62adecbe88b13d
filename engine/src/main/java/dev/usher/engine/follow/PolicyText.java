package dev.usher.engine.follow;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a policy says to whoever follows it, without a look at a system. */
public interface PolicyText {
  /** The keys of all realms of the policy; none of one that cannot be read. */
  Set<String> realms(Path policy);

  /** All targets of the policy, each with its realm's key; none of one that cannot be read. */
  Map<Target, String> targets(Path policy);

  /** Those realms in which something hangs on what directories say. */
  Set<String> heeding(Path policy);

  /** All of it, with whom its directories know; nothing of one that cannot be read. */
  Optional<Policy> policy(Path policy);
}
