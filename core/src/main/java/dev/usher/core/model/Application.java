package dev.usher.core.model;

import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.SystemType.Kind;
import dev.usher.core.model.SystemType.Level;
import dev.usher.core.model.SystemType.Setting;
import dev.usher.core.model.SystemType.Urls;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The type of an application whose resources are its own: the policy says which kinds there are,
 * and what can be done to each. Its addresses have one level, {@code prod/shop-api/order:17}.
 */
public final class Application {
  /** As written in {@code type:}. */
  public static final String NAME = "application";

  /** The setting that says which kinds of resources it has. */
  public static final String RESOURCES = "resources";

  /** What a name is of before which no kind is written; nothing can be done to it. */
  private static final String UNKNOWN = "resource";

  /** Before it is said which kinds it has. */
  public static final SystemType BARE = of(Map.of());

  private Application() {}

  /**
   * @param kinds of its resources, by name
   */
  public static SystemType of(Map<String, Kind> kinds) {
    Map<String, Kind> all = new HashMap<>(kinds);
    all.put(NAME, new Kind(Set.of(), Set.of()));
    all.put(UNKNOWN, new Kind(Set.of(), Set.of()));
    return new SystemType(
        NAME,
        NAME,
        List.of(new Level(UNKNOWN, Set.copyOf(kinds.keySet()))),
        Map.copyOf(all),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(RESOURCES, new Setting.Kinds()),
        Set.of(Capability.CHECKED),
        List.of("token"),
        200,
        new Urls("", false, Set.of()));
  }
}
