package dev.usher.store.scim;

import static dev.usher.store.scim.DirectoryStore.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.access.Roster.Person;
import dev.usher.core.condition.Value;
import dev.usher.engine.scim.Filters;
import dev.usher.engine.scim.GroupChange;
import dev.usher.engine.scim.HeldBack.Freed;
import dev.usher.engine.scim.Made;
import dev.usher.engine.scim.ScimGroup;
import dev.usher.engine.scim.ScimPage;
import dev.usher.engine.scim.ScimQuery;
import dev.usher.engine.scim.ScimQuery.From;
import dev.usher.engine.scim.ScimRefused;
import dev.usher.engine.scim.ScimRefused.Why;
import dev.usher.engine.scim.ScimUser;
import dev.usher.engine.scim.UserPatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(Lifecycle.PER_CLASS)
class PostgresScimTest {
  @TempDir static Path parent;
  private DirectoryStore store;

  @BeforeAll
  void start() {
    store = new DirectoryStore(parent.resolve("store"));
  }

  @AfterAll
  void stop() {
    store.close();
  }

  @BeforeEach
  void empty() {
    store.empty();
  }

  // Who somebody is

  @Test
  void aNameIsBoundOnceAndStaysWhenTheUserNameChanges() {
    ScimUser ann = store.person("okta", "ann");
    assertThat(ann.subject()).isEqualTo("ann");
    ScimUser married =
        store.scim.in(
            "okta",
            it ->
                it.change(
                    ann.id(),
                    OptionalLong.empty(),
                    document -> document.put("userName", "ann.miller@example.com")));
    assertThat(married.subject()).isEqualTo("ann");
    assertThat(store.inForce()).containsOnlyKeys("ann");
    // The old userName is free, and its name is not.
    assertThatThrownBy(() -> store.person("okta", "ann"))
        .isInstanceOf(ScimRefused.class)
        .hasMessageContaining("ann@example.com would be called \"ann\"")
        .hasMessageContaining("ann.miller@example.com");
  }

  @Test
  void aClashOfNamesNamesBoth() {
    store.user("okta", "{\"userName\": \"ann@one.example\"}");
    assertThatThrownBy(() -> store.user("okta", "{\"userName\": \"Ann@two.example\"}"))
        .isInstanceOfSatisfying(
            ScimRefused.class, it -> assertThat(it.why()).isEqualTo(Why.UNIQUENESS))
        .hasMessageContaining("Ann@two.example")
        .hasMessageContaining("ann@one.example");
    assertThatThrownBy(() -> store.user("entra", "{\"userName\": \"ann@three.example\"}"))
        .hasMessageContaining("somebody of the directory okta")
        .hasMessageNotContaining("one.example");
  }

  @Test
  void whoIsSentAgainIsThereAlready() {
    store.person("okta", "ann");
    assertThatThrownBy(() -> store.person("okta", "ANN"))
        .isInstanceOfSatisfying(
            ScimRefused.class, it -> assertThat(it.why()).isEqualTo(Why.UNIQUENESS))
        .hasMessageContaining("has the userName \"ANN@example.com\" already");
    assertThat(store.inForce()).containsOnlyKeys("ann");
  }

  @Test
  void aFreedNameIsGivenAgainOnlyAfterAYes() {
    ScimUser ann = store.person("okta", "ann");
    assertThat(store.heldBack.free("ann", "otto")).isEqualTo(Freed.IN_USE);
    store.delete("okta", ann);
    assertThatThrownBy(() -> store.person("okta", "ann"))
        .hasMessageContaining("who is deleted")
        .hasMessageContaining("free");
    assertThat(store.heldBack.free("ann", "otto")).isEqualTo(Freed.FREED);
    assertThat(store.heldBack.free("ann", "otto")).isEqualTo(Freed.NOBODYS);
    assertThat(store.person("okta", "ann").id()).isNotEqualTo(ann.id());
  }

  @Test
  void whoHadANameDoesNotComeInByItOnceItIsFree() {
    ScimUser ann = store.person("okta", "ann");
    store.person("okta", "bob");
    byte[] anns = store.token("t1", "Ann");
    byte[] bobs = store.token("t2", "bob");
    store.bind("idp", "1", "Ann");
    store.bind("other", "1", "ann");
    store.bind("idp", "2", "bob");
    store.delete("okta", ann);
    assertThat(store.heldBack.free("ann", "otto")).isEqualTo(Freed.FREED);
    store.person("okta", "ann");
    assertThat(store.tokens().shown(anns, store.now))
        .hasValueSatisfying(token -> assertThat(token.isAlive(store.now)).isFalse());
    assertThat(store.identities().subject("idp", "1")).isEmpty();
    assertThat(store.identities().subject("other", "1")).isEmpty();
    assertThat(store.credentials("otto"))
        .containsExactly("token t1 revoked", "ann is nobody's at the door");
    assertThat(store.tokens().shown(bobs, store.now))
        .hasValueSatisfying(token -> assertThat(token.isAlive(store.now)).isTrue());
    assertThat(store.identities().subject("idp", "2")).contains("bob");
  }

  @Test
  void aDirectorySaysWhatItsPeopleAreCalledBy() {
    ScimUser user =
        store.user("staff", "{\"userName\": \"ann@example.com\", \"externalId\": \"e-17\"}");
    assertThat(user.subject()).isEqualTo("e-17");
    assertThatThrownBy(() -> store.user("staff", "{\"userName\": \"bob@example.com\"}"))
        .hasMessageContaining("externalId");
    // A userName that is taken leaves no name behind.
    assertThatThrownBy(
            () ->
                store.user(
                    "staff", "{\"userName\": \"ann@example.com\", \"externalId\": \"e-18\"}"))
        .hasMessageContaining("already");
    assertThat(
            store
                .user("staff", "{\"userName\": \"bea@example.com\", \"externalId\": \"e-18\"}")
                .subject())
        .isEqualTo("e-18");
  }

  @ParameterizedTest
  @CsvSource({"a:b@example.com", "*@example.com", "@example.com", "' ann@example.com'"})
  void aNameThatThePolicyCannotWriteIsRefused(String userName) {
    assertThatThrownBy(() -> store.user("okta", "{\"userName\": \"%s\"}".formatted(userName)))
        .isInstanceOfSatisfying(
            ScimRefused.class, it -> assertThat(it.why()).isEqualTo(Why.INVALID_VALUE));
  }

  @Test
  void oneDirectoryNeverSeesAnothersRows() {
    ScimUser ann = store.person("okta", "ann");
    ScimGroup nurses = store.group("okta", "Nurses", List.of(ann));
    assertThat(store.read("entra", ann)).isEmpty();
    assertThat(store.read("entra", nurses)).isEmpty();
    assertThat(users("entra", "userName pr").total()).isZero();
    assertThatThrownBy(() -> store.active("entra", ann, false)).hasMessageContaining("no user");
    assertThatThrownBy(() -> store.delete("entra", ann)).hasMessageContaining("no user");
    assertThatThrownBy(() -> store.say("entra", nurses.id(), new GroupChange.Exactly(List.of())))
        .hasMessageContaining("no group");
    ScimGroup others = store.group("entra", "Nurses", List.of(ann));
    assertThat(others.members()).isEmpty();
    assertThat(store.heldBack.unknown("entra")).containsExactly(ann.id());
    assertThat(store.inForce()).isEqualTo(Map.of("ann", Set.of("Nurses")));
  }

  // Groups

  @Test
  void anUnknownMemberDoesNotLoseTheOthers() {
    ScimUser ann = store.person("okta", "ann");
    ScimGroup nurses = store.group("okta", "Nurses", List.of());
    store.say("okta", nurses.id(), new GroupChange.Join(List.of("nobody-1", ann.id())));
    assertThat(store.inForce()).containsEntry("ann", Set.of("Nurses"));
    assertThat(store.heldBack.unknown("okta")).containsExactly("nobody-1");
    store.say("okta", nurses.id(), new GroupChange.Leave(List.of("nobody-1")));
    assertThat(store.heldBack.unknown("okta")).isEmpty();
  }

  @Test
  void twoWhoChangeAGroupAtOnceLoseNobody() throws Exception {
    List<ScimUser> people = store.people("loose", "p", 80);
    ScimGroup group = store.group("loose", "All", people.subList(0, 40));
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        GroupChange leaves = new GroupChange.Leave(List.of(people.get(i).id()));
        GroupChange joins = new GroupChange.Join(List.of(people.get(40 + i).id()));
        for (GroupChange one : List.of(leaves, joins))
          all.add(
              () -> {
                store.say("loose", group.id(), one);
                return null;
              });
      }
      for (Future<Void> one : threads.invokeAll(all)) one.get();
    }
    ScimGroup after = store.read("loose", group).orElseThrow();
    assertThat(after.members())
        .extracting(ScimGroup.Member::id)
        .containsExactlyInAnyOrderElementsOf(DirectoryStore.ids(people.subList(40, 80)));
    assertThat(after.version()).isEqualTo(81);
  }

  @Test
  void whoIsInAGroupWithinAGroupIsInBoth() {
    ScimUser ann = store.person("okta", "ann");
    ScimGroup nurses = store.group("okta", "Nurses", List.of(ann));
    ScimGroup staff = store.group("okta", "Staff", List.of());
    store.words();
    store.say("okta", staff.id(), new GroupChange.Join(List.of(nurses.id())));
    store.say("okta", nurses.id(), new GroupChange.Join(List.of(staff.id())));
    assertThat(store.words()).containsExactly("ann");
    assertThat(store.inForce()).containsEntry("ann", Set.of("Nurses", "Staff"));
    store.say("okta", staff.id(), new GroupChange.Exactly(List.of()));
    assertThat(store.words()).containsExactly("ann");
    assertThat(store.inForce()).containsEntry("ann", Set.of("Nurses"));
  }

  @Test
  void aGroupsNameAndItsEndAreSaidOfItsMembers() {
    ScimUser ann = store.person("okta", "ann");
    ScimGroup nurses = store.group("okta", "Nurses", List.of(ann));
    store.words();
    store.say("okta", nurses.id(), new GroupChange.Named("Carers"));
    assertThat(store.words()).containsExactly("ann");
    assertThat(store.inForce()).containsEntry("ann", Set.of("Carers"));
    store.scim.in(
        "okta",
        it -> {
          it.deleteGroup(nurses.id(), OptionalLong.empty());
          return nurses;
        });
    assertThat(store.words()).containsExactly("ann");
    assertThat(store.inForce()).containsEntry("ann", Set.of());
    assertThat(store.read("okta", nurses)).isEmpty();
  }

  @Test
  void twoGroupsOfOneNameAreRefused() {
    store.group("okta", "Nurses", List.of());
    assertThatThrownBy(() -> store.group("okta", "nurses", List.of()))
        .isInstanceOfSatisfying(
            ScimRefused.class, it -> assertThat(it.why()).isEqualTo(Why.UNIQUENESS));
  }

  // In force, and the brake

  @Test
  void aFewWhoGoAreOutAtOnceAndTheNextWait() {
    List<ScimUser> people = store.people("okta", "p", 10);
    for (int i = 0; i < 5; i++) store.active("okta", people.get(i), false);
    assertThat(store.inForce()).hasSize(5);
    assertThat(store.heldBack.held("okta")).isEmpty();
    store.active("okta", people.get(5), false);
    store.delete("okta", people.get(6));
    assertThat(store.inForce()).hasSize(5);
    assertThat(store.heldBack.held("okta"))
        .extracting(held -> held.subject() + held.group() + held.since())
        .containsExactly("p6Optional.empty" + store.now, "p7Optional.empty" + store.now);
    // What the directory said is what it is told.
    assertThat(store.read("okta", people.get(5)).orElseThrow().document())
        .isEqualTo(json("{\"userName\": \"p6@example.com\", \"active\": false}"));
    assertThat(store.read("okta", people.get(6))).isEmpty();
    store.words();
    assertThat(store.heldBack.release("okta", "otto")).isEqualTo(2);
    assertThat(store.words()).containsExactly("p6", "p7");
    assertThat(store.decided())
        .last()
        .isEqualTo("otto: yes to 2 removals that okta said and that were held [p6, p7]");
    assertThat(store.inForce()).containsOnlyKeys("p8", "p9", "p10");
    assertThat(store.heldBack.held("okta")).isEmpty();
    // Counting begins anew.
    store.active("okta", people.get(7), false);
    assertThat(store.inForce()).containsOnlyKeys("p9", "p10");
  }

  @Test
  void ofManyPeopleAFifthMayGo() {
    List<ScimUser> people = store.people("okta", "p", 50);
    for (int i = 0; i < 10; i++) store.active("okta", people.get(i), false);
    assertThat(store.inForce()).hasSize(40);
    store.active("okta", people.get(10), false);
    assertThat(store.inForce()).hasSize(40);
    assertThat(store.heldBack.held("okta")).hasSize(1);
  }

  @Test
  void slowlyEverybodyMayGo() {
    List<ScimUser> people = store.people("okta", "p", 10);
    for (ScimUser one : people) {
      store.active("okta", one, false);
      store.now = store.now.plus(Duration.ofMinutes(3));
    }
    assertThat(store.inForce()).isEmpty();
    assertThat(store.heldBack.held("okta")).isEmpty();
  }

  @Test
  void whoIsActiveAgainWaitsNoMoreAndIsNotCounted() {
    List<ScimUser> people = store.people("okta", "p", 10);
    for (ScimUser one : people) store.active("okta", one, false);
    assertThat(store.heldBack.held("okta")).hasSize(5);
    for (ScimUser one : people) store.active("okta", one, true);
    assertThat(store.heldBack.held("okta")).isEmpty();
    assertThat(store.inForce()).hasSize(10);
    store.active("okta", people.getLast(), false);
    assertThat(store.inForce()).hasSize(9);
  }

  @Test
  void aGroupThatIsEmptiedStaysInForceUntilTheYes() {
    List<ScimUser> people = store.people("okta", "p", 10);
    ScimGroup nurses = store.group("okta", "Nurses", people);
    store.words();
    store.say("okta", nurses.id(), new GroupChange.Exactly(List.of()));
    assertThat(store.read("okta", nurses).orElseThrow().members()).isEmpty();
    assertThat(store.inForce().values()).containsOnly(Set.of("Nurses"));
    assertThat(store.heldBack.held("okta"))
        .hasSize(10)
        .allSatisfy(held -> assertThat(held.group()).contains("Nurses"));
    // One is told again, and does not wait.
    store.say("okta", nurses.id(), new GroupChange.Join(List.of(people.getFirst().id())));
    assertThat(store.heldBack.held("okta")).hasSize(9);
    store.words();
    store.heldBack.release("okta", "otto");
    assertThat(store.words()).hasSize(9);
    assertThat(store.inForce()).containsEntry("p1", Set.of("Nurses")).containsEntry("p2", Set.of());
  }

  @Test
  void aRenamedGroupOfManyHasBothNamesUntilTheYes() {
    List<ScimUser> people = store.people("okta", "p", 10);
    ScimGroup nurses = store.group("okta", "Nurses", people);
    store.now = store.now.plusSeconds(1);
    store.say("okta", nurses.id(), new GroupChange.Named("Carers"));
    assertThat(store.inForce().values()).containsOnly(Set.of("Nurses", "Carers"));
    store.now = store.now.plusSeconds(1);
    ScimUser late = store.person("okta", "late");
    store.say("okta", nurses.id(), new GroupChange.Join(List.of(late.id())));
    assertThat(store.inForce()).containsEntry("late", Set.of("Carers"));
    assertThat(store.heldBack.held("okta")).hasSize(10);
    store.heldBack.release("okta", "otto");
    assertThat(store.inForce().values()).containsOnly(Set.of("Carers"));
  }

  @Test
  void whoCameBetweenTwoNamesHasNotTheFirst() {
    List<ScimUser> people = store.people("okta", "p", 10);
    ScimGroup nurses = store.group("okta", "Nurses", people);
    store.now = store.now.plusSeconds(1);
    store.say("okta", nurses.id(), new GroupChange.Named("Carers"));
    store.now = store.now.plusSeconds(1);
    ScimUser late = store.person("okta", "late");
    store.say("okta", nurses.id(), new GroupChange.Join(List.of(late.id())));
    store.now = store.now.plusSeconds(1);
    store.say("okta", nurses.id(), new GroupChange.Named("Aides"));
    assertThat(store.inForce())
        .containsEntry("p1", Set.of("Nurses", "Carers", "Aides"))
        .containsEntry("late", Set.of("Carers", "Aides"));
    assertThat(store.heldBack.held("okta"))
        .extracting(held -> held.subject() + " " + held.group().orElseThrow())
        .hasSize(21)
        .contains("p1 Nurses", "p1 Carers", "late Carers")
        .doesNotContain("late Nurses");
    store.heldBack.release("okta", "otto");
    assertThat(store.inForce().values()).containsOnly(Set.of("Aides"));
  }

  @Test
  void aGroupThatIsDeletedAndHeldStaysInTheOthersUntilTheYes() {
    List<ScimUser> people = store.people("okta", "p", 10);
    ScimGroup nurses = store.group("okta", "Nurses", people);
    ScimGroup staff = store.group("okta", "Staff", List.of());
    store.say("okta", staff.id(), new GroupChange.Join(List.of(nurses.id())));
    store.scim.in(
        "okta",
        it -> {
          it.deleteGroup(nurses.id(), OptionalLong.empty());
          return nurses;
        });
    assertThat(store.read("okta", staff).orElseThrow().members()).isEmpty();
    assertThat(store.inForce().values()).containsOnly(Set.of("Nurses", "Staff"));
    assertThat(store.heldBack.held("okta"))
        .extracting(held -> held.subject() + " " + held.group().orElseThrow())
        .hasSize(11)
        .contains("p1 Nurses", "group:Nurses Staff");
    store.words();
    store.heldBack.release("okta", "otto");
    assertThat(store.words()).hasSize(10);
    assertThat(store.inForce().values()).containsOnly(Set.of());
  }

  /**
   * Nothing would be said of them: whoever removes the group from the other one has not seen them.
   */
  @Test
  void whoJoinsAGroupThatIsJustLeavingAnotherIsSaidOfAfterwards() throws Exception {
    ScimUser ann = store.person("okta", "ann");
    ScimGroup inner = store.group("okta", "Inner", List.of());
    ScimGroup nurses = store.group("okta", "Nurses", List.of());
    ScimGroup staff = store.group("okta", "Staff", List.of());
    store.say("okta", nurses.id(), new GroupChange.Join(List.of(inner.id())));
    store.say("okta", staff.id(), new GroupChange.Join(List.of(nurses.id())));
    store.words();
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<?> joins =
          store.scim.in(
              "okta",
              it -> {
                it.change(
                    staff.id(),
                    OptionalLong.empty(),
                    List.of(new GroupChange.Leave(List.of(nurses.id()))));
                Future<?> join =
                    threads.submit(
                        () ->
                            store.say("okta", inner.id(), new GroupChange.Join(List.of(ann.id()))));
                assertThatThrownBy(() -> join.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
                return join;
              });
      joins.get(10, TimeUnit.SECONDS);
    }
    assertThat(store.words()).containsExactly("ann");
    assertThat(store.inForce()).containsEntry("ann", Set.of("Inner", "Nurses"));
  }

  @Test
  void whoIsDeletedAndWaitsStaysInTheirGroups() {
    List<ScimUser> people = store.people("okta", "p", 7);
    store.group("okta", "Nurses", people);
    for (ScimUser one : people) store.delete("okta", one);
    assertThat(store.inForce()).isEqualTo(Map.of("p6", Set.of("Nurses"), "p7", Set.of("Nurses")));
    assertThat(store.heldBack.free("p7", "otto")).isEqualTo(Freed.IN_USE);
    assertThat(store.heldBack.free("p1", "otto")).isEqualTo(Freed.FREED);
    store.heldBack.release("okta", "otto");
    assertThat(store.inForce()).isEmpty();
  }

  @Test
  void manyWhoGoAtOnceAreCountedOneByOne() throws Exception {
    List<ScimUser> people = store.people("okta", "p", 20);
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Void>> all = new ArrayList<>();
      for (ScimUser one : people)
        all.add(
            () -> {
              store.active("okta", one, false);
              return null;
            });
      for (Future<Void> one : threads.invokeAll(all)) one.get();
    }
    assertThat(store.inForce()).hasSize(15);
    assertThat(store.heldBack.held("okta")).hasSize(15);
  }

  // The roster

  @Test
  void aPersonHasWhatThePolicyMaps() {
    store.user(
        "okta",
        """
        {"userName": "ann@example.com", "title": "Nurse",
         "emails": [{"value": "a@home.example", "type": "home"},
                    {"value": "a@work.example", "type": "work"}],
         "roles": [{"value": "one"}, {"value": "two"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "Ward 3"}}
        """);
    store.person("okta", "bob");
    Person ann = store.directories.of(List.of("ann")).directories().get("okta").getFirst();
    assertThat(ann.attributes())
        .isEqualTo(
            Map.of(
                "title",
                new Value.Text("Nurse"),
                "department",
                new Value.Text("Ward 3"),
                "home",
                new Value.Text("a@home.example"),
                "roles",
                new Value.Many(List.of(new Value.Text("one"), new Value.Text("two")))));
    assertThat(ann.email()).contains("a@work.example");
    assertThat(store.directories.of(List.of("bob", "nobody")).names()).containsExactly("bob");
    assertThat(store.directories.everybody().names()).containsExactlyInAnyOrder("ann", "bob");
  }

  @Test
  void eachChangeIsQueuedAndHeardAndNothingElseIs() {
    ScimUser ann = store.person("okta", "ann");
    assertThat(store.words()).containsExactly("ann");
    int before = store.heard.get();
    store.active("okta", ann, true);
    assertThat(store.heard).hasValue(before);
    store.active("okta", ann, false);
    assertThat(store.heard).hasValue(before + 1);
    assertThat(store.words()).containsExactly("ann");
  }

  @Test
  void whoIsRefusedInAStepHoldsUpNobody() {
    ScimGroup nurses = store.group("okta", "Nurses", List.of());
    ScimGroup doctors = store.group("okta", "Doctors", List.of());
    store.scim.in(
        "okta",
        it -> {
          assertThatThrownBy(
                  () ->
                      it.step(
                          () -> {
                            it.change(
                                nurses.id(),
                                OptionalLong.empty(),
                                List.of(new GroupChange.Named("Doctors")));
                            return nurses;
                          }))
              .isInstanceOf(ScimRefused.class);
          it.change(doctors.id(), OptionalLong.empty(), List.of(new GroupChange.Named("Surgeons")));
          return doctors;
        });
    assertThat(store.read("okta", nurses).orElseThrow().displayName()).isEqualTo("Nurses");
    assertThat(store.read("okta", doctors).orElseThrow().displayName()).isEqualTo("Surgeons");
  }

  @Test
  void ofSeveralTheOnesThatAreTakenAreToldAndTheOthersMade() {
    store.person("okta", "bob");
    List<Made> made =
        store.scim.in(
            "okta",
            it ->
                it.create(
                    List.of(
                        UserPatch.create(json("{\"userName\": \"ann@example.com\"}")),
                        UserPatch.create(json("{\"userName\": \"bob@example.com\"}")),
                        UserPatch.create(json("{\"userName\": \"ann@other.example\"}")),
                        UserPatch.create(json("{\"userName\": \"cid@example.com\"}")))));
    assertThat(made)
        .extracting(it -> it instanceof ScimUser user ? user.subject() : "no")
        .containsExactly("ann", "no", "no", "cid");
  }

  // Filters and pages

  private ScimPage<ScimUser> users(String directory, String filter) {
    return store.scim.in(
        directory,
        it ->
            it.users(
                new ScimQuery(
                    Optional.of(Filters.parse(filter)),
                    Optional.empty(),
                    false,
                    new From.Index(1),
                    100)));
  }

  private static final List<String> FILTERS =
      List.of(
          "userName eq \"ANN@example.com\" | ann",
          "userName ne \"ann@example.com\" | bob,cid",
          "USERNAME sw \"a\" | ann",
          "userName co \"B@\" | bob",
          "userName ew \".com\" | ann,bob,cid",
          "userName gt \"ann@example.com\" | bob,cid",
          "userName ge \"bob@example.com\" and userName le \"bob@example.com\" | bob",
          "userName lt \"b\" | ann",
          "externalId eq \"X1\" | ann",
          "externalId eq \"x1\" | ",
          "active eq true | ann,bob",
          "active eq \"False\" | cid",
          "active ne true | cid",
          "title pr | ann,bob",
          "not (title pr) | cid",
          "title eq \"100%\" or title eq \"_\" | bob",
          "title co \"%\" | bob",
          "title eq null | cid",
          "name.familyName eq \"o'hara\" | ann",
          "emails.value eq \"ANN@home.example\" | ann",
          "emails eq \"ann@home.example\" | ann",
          "emails[type eq \"home\" and value ew \"example\"] | ann",
          "emails[type eq \"work\" and value sw \"ann@home\"] | ",
          "emails[type eq \"home\"].value eq \"ann@home.example\" | ann",
          "emails[primary eq true] | bob",
          "emails pr | ann,bob",
          "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"bob@example.com\" | bob",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"w3\" | ann",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr | bob",
          "meta.created gt \"2020-01-01T00:00:00Z\" | ann,bob,cid",
          "meta.lastModified lt \"2020-01-01T00:00:00Z\" | ",
          "id eq \"no such\" | ",
          "nickName eq \"x\" | ",
          "(userName sw \"a\" or userName sw \"b\") and not (title eq \"100%\") | ann",
          "userName eq ann@example.com | ann",
          "title eq Night Nurse and active eq true | ann",
          "groups eq \"00000000-0000-0000-0000-000000000000\" | ");

  @Test
  void filtersFindWhatTheyMean() {
    store.user(
        "okta",
        """
        {"userName": "ann@example.com", "externalId": "X1", "title": "Night Nurse",
         "name": {"familyName": "O'Hara"},
         "emails": [{"type": "home", "value": "ann@home.example"},
                    {"type": "work", "value": "ann@work.example"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "W3"}}
        """);
    store.user(
        "okta",
        """
        {"userName": "bob@example.com", "title": "100%",
         "emails": [{"type": "work", "value": "bob@work.example", "primary": true}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": "m1"}}
        """);
    store.user("okta", "{\"userName\": \"cid@example.com\", \"active\": false}");
    for (String one : FILTERS) {
      String[] parts = one.split(" \\| ", -1);
      assertThat(users("okta", parts[0]).resources())
          .as(parts[0])
          .extracting(ScimUser::subject)
          .containsExactlyInAnyOrder(parts[1].isEmpty() ? new String[0] : parts[1].split(","));
    }
  }

  @Test
  void whatIsNoFilterIsRefused() {
    for (String one :
        List.of("userName", "userName eq", "(userName pr", "password eq \"x\"", "active gt true"))
      assertThatThrownBy(() -> users("okta", one))
          .as(one)
          .isInstanceOfSatisfying(
              ScimRefused.class, it -> assertThat(it.why()).isEqualTo(Why.INVALID_FILTER));
  }

  private ScimPage<ScimUser> page(From from, int count, Optional<String> sortBy, boolean down) {
    return store.scim.in(
        "okta",
        it ->
            it.users(
                new ScimQuery(
                    Optional.empty(),
                    sortBy.map(com.unboundid.scim2.common.Path::of),
                    down,
                    from,
                    count)));
  }

  @Test
  void cursorsNeitherRepeatNorSkipWhileRowsComeAndGo() {
    List<ScimUser> people = store.people("okta", "p", 10);
    ScimPage<ScimUser> first = page(new From.Cursor(""), 4, Optional.empty(), false);
    store.delete("okta", people.get(1));
    store.person("okta", "new");
    ScimPage<ScimUser> second =
        page(new From.Cursor(first.next().orElseThrow()), 4, Optional.empty(), false);
    ScimPage<ScimUser> third =
        page(new From.Cursor(second.next().orElseThrow()), 4, Optional.empty(), false);
    assertThat(List.of(first, second, third))
        .flatExtracting(it -> it.resources().stream().map(ScimUser::subject).toList())
        .containsExactly("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "new");
    assertThat(third.next()).isEmpty();
    assertThat(third.total()).isEqualTo(10);
    assertThatThrownBy(
            () -> page(new From.Cursor(first.next().get()), 4, Optional.of("userName"), false))
        .isInstanceOfSatisfying(
            ScimRefused.class, it -> assertThat(it.why()).isEqualTo(Why.INVALID_CURSOR));
  }

  @Test
  void sortedByAnAttributeWhoHasNoneIsLast() {
    store.user("okta", "{\"userName\": \"a@x\", \"title\": \"b\"}");
    store.user("okta", "{\"userName\": \"b@x\"}");
    store.user("okta", "{\"userName\": \"c@x\", \"title\": \"A\"}");
    assertThat(page(new From.Index(1), 9, Optional.of("title"), false).resources())
        .extracting(ScimUser::subject)
        .containsExactly("c", "a", "b");
    assertThat(page(new From.Index(2), 1, Optional.of("title"), true).resources())
        .extracting(ScimUser::subject)
        .containsExactly("a");
    assertThat(page(new From.Index(2), 2, Optional.empty(), false).resources())
        .extracting(ScimUser::subject)
        .containsExactly("b", "c");
  }

  @Test
  void anotherVersionThanTheCallersIsNotChanged() {
    ScimUser ann = store.person("okta", "ann");
    store.active("okta", ann, false);
    assertThatThrownBy(
            () ->
                store.scim.in(
                    "okta",
                    it ->
                        it.change(
                            ann.id(),
                            OptionalLong.of(1),
                            document -> document.put("active", true))))
        .isInstanceOfSatisfying(
            ScimRefused.class, it -> assertThat(it.why()).isEqualTo(Why.OTHER_VERSION));
    assertThat(store.inForce()).isEmpty();
  }

  // Beside many others

  @Test
  void whoHoldsAConnectionWaitsForNoOther() {
    try (OneConnection one = new OneConnection(store)) {
      ScimUser ann = one.user("ann");
      String staff = one.group("Staff", ann);
      assertThat(one.names()).containsExactly("ann");
      assertThat(one.leave(staff, ann)).isEqualTo(ann.id());
    }
  }

  @Test
  void aUserNameThatIsTakenUndoesTheNameAndTheWordToo() {
    store.user("staff", "{\"userName\": \"ann@example.com\", \"externalId\": \"e-1\"}");
    store.words();
    int heard = store.heard.get();
    assertThatThrownBy(
            () ->
                store.user("staff", "{\"userName\": \"ANN@example.com\", \"externalId\": \"e-2\"}"))
        .hasMessageContaining("has the userName \"ANN@example.com\" already");
    assertThat(store.words()).isEmpty();
    assertThat(store.heard.get()).isEqualTo(heard);
    store.user("staff", "{\"userName\": \"bea@example.com\", \"externalId\": \"e-2\"}");
    assertThat(store.words()).containsExactly("e-2");
  }

  @Test
  void whoIsMadeInactiveIsNoWord() {
    store.user("okta", "{\"userName\": \"ann@example.com\", \"active\": false}");
    assertThat(store.words()).isEmpty();
    assertThat(store.inForce()).isEmpty();
  }
}
