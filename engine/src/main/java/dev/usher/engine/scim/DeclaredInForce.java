package dev.usher.engine.scim;

import dev.usher.core.access.Weighty;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Directory;
import dev.usher.core.model.Policy.Group;
import dev.usher.engine.follow.InForce;
import dev.usher.engine.follow.InForce.Revision;
import dev.usher.engine.follow.PolicyText;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** As the policy in force has them; it is read once for each that comes into force. */
public final class DeclaredInForce implements DirectoryRules {
  private static final DirectoryRules NOTHING = _ -> Optional.empty();

  private final InForce inForce;
  private final PolicyText text;
  private volatile @Nullable Known known;

  private record Known(
      Revision policy, Map<String, Directory> directories, Optional<Set<Group>> weighty)
      implements DirectoryRules {
    @Override
    public Optional<Directory> declared(String directory) {
      return Optional.ofNullable(directories.get(directory));
    }

    /** Of a policy that cannot be read, nobody knows what it would give. */
    @Override
    public boolean isWeighty(String directory, String group) {
      return weighty.map(groups -> groups.contains(new Group(directory, group))).orElse(true);
    }
  }

  public DeclaredInForce(InForce inForce, PolicyText text) {
    this.inForce = inForce;
    this.text = text;
  }

  @Override
  public DirectoryRules now() {
    return inForce.current().<DirectoryRules>map(this::of).orElse(NOTHING);
  }

  @Override
  public Optional<Directory> declared(String directory) {
    return now().declared(directory);
  }

  @Override
  public boolean isWeighty(String directory, String group) {
    return now().isWeighty(directory, group);
  }

  private Known of(Revision policy) {
    Known last = known;
    if (last != null && last.policy().equals(policy)) return last;
    Optional<Policy> text = this.text.policy(policy.folder());
    Known read =
        new Known(
            policy, text.map(Policy::directories).orElse(Map.of()), text.map(Weighty::groups));
    known = read;
    return read;
  }
}
