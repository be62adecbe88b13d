package dev.usher.engine.enact;

import dev.usher.core.diagnostic.Diagnostic;
import java.util.List;
import java.util.Set;

/** What became of that which stands at the source. */
public sealed interface Standing {
  /** Nobody has looked yet. */
  record Unknown() implements Standing {}

  /** It is the policy in force. */
  record Enacted(String revision) implements Standing {}

  /** It could not be had. */
  record Unread(String why) implements Standing {}

  /** It has errors: the one before it stays in force. */
  record Broken(String revision, List<Diagnostic> diagnostics) implements Standing {
    public Broken {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /**
   * It waits for a yes: the one before it stays in force.
   *
   * @param fingerprint of what a yes is said to: this after what is in force, for these reasons
   * @param why a sentence each
   */
  record Held(String revision, String fingerprint, Set<String> authors, List<String> why)
      implements Standing {
    public Held {
      authors = Set.copyOf(authors);
      why = List.copyOf(why);
    }
  }
}
