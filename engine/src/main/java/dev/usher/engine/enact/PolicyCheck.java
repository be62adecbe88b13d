package dev.usher.engine.enact;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Policy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What must be true of a policy before it comes into force. */
public interface PolicyCheck {

  /**
   * @param policy present where the text can be read, whether or not it may come into force
   */
  record Checked(Optional<Policy> policy, List<Diagnostic> diagnostics) {
    public Checked {
      diagnostics = List.copyOf(diagnostics);
    }

    boolean isGood() {
      return policy.isPresent() && diagnostics.stream().noneMatch(Diagnostic::isError);
    }
  }

  /** All that is wrong with the policy in the folder: its text, its examples, its nevers. */
  Checked check(Path folder);

  /** Which guards of the one no longer hold in the other: a sentence each. */
  List<String> loosened(Policy old, Policy changed);
}
