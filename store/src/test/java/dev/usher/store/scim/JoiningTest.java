package dev.usher.store.scim;

import static dev.usher.store.scim.DirectoryStore.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.engine.scim.GroupChange;
import dev.usher.engine.scim.HeldBack.Joining;
import dev.usher.engine.scim.ScimGroup;
import dev.usher.engine.scim.ScimUser;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Who comes into the group Keepers waits for a yes, by whatever way; all others do not. */
@TestInstance(Lifecycle.PER_CLASS)
class JoiningTest {
  @TempDir static Path parent;
  private DirectoryStore store;
  private ScimUser ann;
  private ScimUser bob;

  @BeforeAll
  void start() {
    store = new DirectoryStore(parent.resolve("store"));
  }

  @AfterAll
  void stop() {
    store.close();
  }

  @BeforeEach
  void anew() {
    store.empty();
    ann = store.person("okta", "ann");
    bob = store.person("okta", "bob");
  }

  private Set<String> groups(String person) {
    return store.inForce().getOrDefault(person, Set.of());
  }

  private List<String> waiting() {
    return store.heldBack.joining("okta").stream().map(JoiningTest::shown).toList();
  }

  private static String shown(Joining one) {
    return one.member() + " to " + one.group();
  }

  private boolean admit(String member) {
    return store.heldBack.admit("okta", "Keepers", member, "otto");
  }

  @Test
  void whoComesInWaitsAndIsReadBackAsTold() {
    ScimGroup keepers = store.group("okta", "Keepers", List.of(ann));
    assertThat(store.read("okta", keepers).orElseThrow().members()).hasSize(1);
    assertThat(groups("ann")).isEmpty();
    assertThat(waiting()).containsExactly("ann to Keepers");
    // The others of the same change are not held up.
    store.group("okta", "Others", List.of(ann, bob));
    assertThat(groups("ann")).containsExactly("Others");
    store.words();
    int before = store.heard.get();
    assertThat(admit("bob")).isFalse();
    assertThat(admit("ann")).isTrue();
    assertThat(admit("ann")).isFalse();
    assertThat(groups("ann")).containsExactlyInAnyOrder("Keepers", "Others");
    assertThat(store.words()).containsExactly("ann");
    assertThat(store.heard.get()).isGreaterThan(before);
    assertThat(waiting()).isEmpty();
    assertThat(store.decided()).contains("otto: ann may come into Keepers of okta [ann]");
  }

  @Test
  void whoWasInAlreadyStaysInWhenTheWholeGroupIsSaidAgain() {
    ScimGroup keepers = store.group("okta", "Keepers", List.of(ann));
    admit("ann");
    store.say("okta", keepers.id(), new GroupChange.Exactly(ids(List.of(ann, bob))));
    assertThat(groups("ann")).containsExactly("Keepers");
    assertThat(groups("bob")).isEmpty();
    store.say("okta", keepers.id(), new GroupChange.Exactly(ids(List.of(ann, bob))));
    assertThat(waiting()).containsExactly("bob to Keepers");
  }

  @Test
  void whoLeavesAndComesBackWaitsAgain() {
    ScimGroup keepers = store.group("okta", "Keepers", List.of(ann));
    admit("ann");
    store.say("okta", keepers.id(), new GroupChange.Leave(ids(List.of(ann))));
    assertThat(groups("ann")).isEmpty();
    store.say("okta", keepers.id(), new GroupChange.Join(ids(List.of(ann))));
    assertThat(groups("ann")).isEmpty();
    assertThat(waiting()).containsExactly("ann to Keepers");
  }

  /** What is held is what somebody has: nobody comes in by leaving. */
  @Test
  void whoWaitsAndGoesWithManyOthersHasNothing() {
    List<ScimUser> many = store.people("okta", "p", 20);
    ScimGroup others = store.group("okta", "Others", many);
    ScimGroup keepers = store.group("okta", "Keepers", List.of(ann));
    store.say("okta", others.id(), new GroupChange.Exactly(List.of()));
    assertThat(store.heldBack.held("okta")).isNotEmpty();
    store.say("okta", keepers.id(), new GroupChange.Exactly(List.of()));
    assertThat(groups("ann")).isEmpty();
    store.say("okta", keepers.id(), new GroupChange.Join(ids(List.of(bob))));
    store.delete("okta", bob);
    assertThat(groups("bob")).isEmpty();
    assertThat(waiting()).isEmpty();
  }

  @Test
  void byAGroupWithinIt() {
    ScimGroup inner = store.group("okta", "Inner", List.of(ann));
    ScimGroup keepers = store.group("okta", "Keepers", List.of());
    store.say("okta", keepers.id(), new GroupChange.Join(List.of(inner.id())));
    assertThat(groups("ann")).containsExactly("Inner");
    assertThat(waiting()).containsExactly("group:Inner to Keepers");
    // Who comes into the inner one now would come into both.
    store.say("okta", inner.id(), new GroupChange.Join(ids(List.of(bob))));
    assertThat(groups("bob")).isEmpty();
    assertThat(admit("group:Inner")).isTrue();
    assertThat(groups("ann")).containsExactlyInAnyOrder("Inner", "Keepers");
    assertThat(groups("bob")).isEmpty();
    assertThat(store.heldBack.admit("okta", "Inner", "bob", "otto")).isTrue();
    assertThat(groups("bob")).containsExactlyInAnyOrder("Inner", "Keepers");
  }

  @Test
  void byAnotherNameOfTheirGroup() {
    ScimGroup others = store.group("okta", "Others", List.of(ann));
    store.say("okta", others.id(), new GroupChange.Named("Keepers"));
    assertThat(groups("ann")).containsExactly("Others");
    assertThat(waiting()).containsExactly("* to Keepers");
    assertThat(admit("*")).isTrue();
    assertThat(groups("ann")).containsExactly("Keepers");
    store.say("okta", others.id(), new GroupChange.Named("Third"));
    assertThat(groups("ann")).containsExactly("Third");
  }

  @Test
  void aNameThatWasNeverInForceLeavesNothingBehind() {
    ScimGroup others = store.group("okta", "Others", List.of(ann));
    store.say("okta", others.id(), new GroupChange.Named("Keepers"));
    store.say("okta", others.id(), new GroupChange.Named("Third"));
    assertThat(groups("ann")).containsExactly("Third");
    assertThat(waiting()).isEmpty();
    store.say("okta", others.id(), new GroupChange.Named("Keepers"));
    store.say("okta", others.id(), new GroupChange.Named("Fourth"));
    assertThat(groups("ann")).containsExactly("Fourth");
  }

  @Test
  void ofManyBothNamesOfTheirGroupStayWhileBothWait() {
    List<ScimUser> people = store.people("okta", "p", 10);
    ScimGroup others = store.group("okta", "Others", people);
    store.now = store.now.plusSeconds(1);
    store.say("okta", others.id(), new GroupChange.Named("Second"));
    store.now = store.now.plusSeconds(1);
    store.say("okta", others.id(), new GroupChange.Join(ids(List.of(ann))));
    store.say("okta", others.id(), new GroupChange.Named("Keepers"));
    assertThat(groups("p1")).containsExactlyInAnyOrder("Others", "Second");
    assertThat(groups("ann")).containsExactly("Second");
    store.heldBack.release("okta", "otto");
    assertThat(groups("p1")).containsExactly("Second");
    assertThat(groups("ann")).containsExactly("Second");
    assertThat(admit("*")).isTrue();
    assertThat(groups("p1")).containsExactly("Keepers");
  }
}
