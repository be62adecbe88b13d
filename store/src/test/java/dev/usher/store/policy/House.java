package dev.usher.store.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The policy of a house, written to a folder. */
public final class House {
  /** Nobody but guards opens the safe. */
  public static final String NEVER =
      "never: [{ who: team:guests, can: use, on: \"day/ash/safe\", why: Gold }]\n";

  private static final String ESTATE =
      """
      environments: { day: { protected: true }, night: {} }
      systems:
        ash: { type: locks, in: { day: { url: "locks://ash/main", admin: "env:A" } } }
      people:
        alice: { email: alice@acme.example }
        bob: { email: bob@acme.example }
      teams: { guests: { members: [bob] } }
      roles:
        guard: { can: [{ do: use, on: "ash/*" }] }
      """;

  private House() {}

  /** Good, and another one for each reason. */
  public static Path write(Path folder, String because) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("estate.yaml"), ESTATE);
    Files.writeString(folder.resolve("never.yaml"), NEVER);
    Files.writeString(
        folder.resolve("grants.yaml"),
        "grants: [{ to: alice, role: guard, in: day, because: " + because + " }]\n");
    return folder;
  }
}
