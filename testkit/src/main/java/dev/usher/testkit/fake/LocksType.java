package dev.usher.testkit.fake;

import dev.usher.core.model.SystemType;
import dev.usher.core.model.SystemType.Capability;
import dev.usher.core.model.SystemType.Kind;
import dev.usher.core.model.SystemType.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the policy language knows of houses: {@code enter} a door, {@code ride} a lift. */
public final class LocksType {
  /** Who is inside is swept out when something is taken from them. */
  public static final SystemType TYPE = with(Capability.SESSIONS);

  private LocksType() {}

  /** The same, of houses that can do just that. */
  public static SystemType with(Capability... can) {
    return of("locks", Set.of(can));
  }

  /** The same under another name. */
  public static SystemType named(String name) {
    return of(name, TYPE.can());
  }

  private static SystemType of(String name, Set<Capability> can) {
    return new SystemType(
        name,
        "wing",
        List.of(new Level("door", Set.of("lift"))),
        Map.of(
            "wing", new Kind(Set.of(), Set.of()),
            "door", new Kind(Set.of("enter", "prop"), Set.of()),
            "lift", new Kind(Set.of("ride"), Set.of())),
        Map.of("use", Map.of("door", Set.of("enter"), "lift", Set.of("ride"))),
        Map.of(),
        Map.of(),
        Map.of(),
        can,
        List.of("badge"),
        40,
        new SystemType.Urls("locks:", true, Set.of()));
  }
}
