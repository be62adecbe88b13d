package dev.usher.engine.scim;

import dev.usher.core.model.Policy.Brake;
import dev.usher.core.model.Policy.Directory;
import java.util.Map;
import java.util.Optional;

/** What the policy in force declares of each directory. */
@FunctionalInterface
public interface DirectoryRules {
  /** Nothing for one that the policy does not name: then it is as where nothing is said of it. */
  Optional<Directory> declared(String directory);

  /**
   * The same of the policy that is in force now, whatever comes after it. It is asked for before a
   * transaction begins: who holds one connection to the store must not wait for another.
   */
  default DirectoryRules now() {
    return this;
  }

  /** What people are called by. */
  default Directory.Id id(String directory) {
    return declared(directory).map(Directory::id).orElse(Directory.Id.USER_NAME_BEFORE_AT);
  }

  /** Names in the policy, and SCIM's paths of what these are. */
  default Map<String, String> attributes(String directory) {
    return declared(directory).map(Directory::attributes).orElse(Map.of());
  }

  /** Whether to come into the group waits for somebody's yes. */
  default boolean isWeighty(String directory, String group) {
    return false;
  }

  default Brake brake(String directory) {
    return declared(directory).map(Directory::brake).orElse(Brake.USUAL);
  }
}
