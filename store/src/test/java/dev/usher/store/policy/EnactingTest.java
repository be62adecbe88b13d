package dev.usher.store.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.enact.Enacting.Answer;
import dev.usher.engine.enact.FolderSource;
import dev.usher.engine.enact.Standing;
import dev.usher.engine.enact.State;
import dev.usher.store.ledger.PostgresLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From a folder into force, on a real store. */
class EnactingTest {
  @TempDir Path temp;
  private final PolicyTables tables = PolicyTables.create();
  private Path folder;
  private Server server;

  @BeforeEach
  void policy() throws IOException {
    folder = House.write(temp.resolve("access"), "First");
    server = server("one", folder);
  }

  @AfterEach
  void close() {
    tables.close();
  }

  private Server server(String name, Path source) {
    return new Server(name, tables, new FolderSource(source), temp.resolve("data"));
  }

  @Test
  void aGoodPolicyComesIntoForceAndIsTheSameFilesInAFolderOfTheServer() throws IOException {
    assertThat(server.inForce.current()).isEmpty();
    assertThat(server.look()).isInstanceOf(Standing.Enacted.class);
    assertThat(server.folder()).isNotEqualTo(folder);
    assertThat(Files.readString(server.folder().resolve("grants.yaml")))
        .isEqualTo(Files.readString(folder.resolve("grants.yaml")));
    assertThat(server.enacting.state().inForce().orElseThrow().about().server()).isEqualTo("one");
  }

  @Test
  void aBrokenHeadLeavesTheLastGoodOneAlsoAfterARestart() throws IOException {
    server.look();
    Path good = server.folder();
    Files.writeString(folder.resolve("grants.yaml"), "grants: [{ to: nobody, role: guard }]\n");
    Standing.Broken broken = (Standing.Broken) server.look();
    assertThat(broken.diagnostics()).extracting(Diagnostic::code).contains("unknown-subject");
    assertThat(broken.diagnostics())
        .allSatisfy(one -> assertThat(one.at().orElseThrow().file()).isEqualTo("grants.yaml"));
    assertThat(server.folder()).isEqualTo(good);
    Server again = server("two", folder);
    assertThat(again.look()).isInstanceOf(Standing.Broken.class);
    assertThat(Files.readString(again.folder().resolve("grants.yaml"))).contains("First");
    House.write(folder, "Second");
    assertThat(again.look()).isInstanceOf(Standing.Enacted.class);
    assertThat(Files.readString(server.folder().resolve("grants.yaml"))).contains("Second");
  }

  @Test
  void whatBecameOfTheHeadIsToldOnce() throws IOException {
    server.look();
    server.look();
    Files.writeString(folder.resolve("grants.yaml"), "grants: nonsense\n");
    server.look();
    server.look();
    assertThat(server.told)
        .extracting(State::head)
        .hasExactlyElementsOfTypes(Standing.Enacted.class, Standing.Broken.class);
  }

  @Test
  void whatTakesAGuardAwayWaitsForAYesToExactlyThat() throws IOException {
    server.look();
    Files.delete(folder.resolve("never.yaml"));
    Standing.Held held = (Standing.Held) server.look();
    assertThat(held.why()).singleElement().asString().contains("team:guests").contains("gone");
    assertThat(server.folder().resolve("never.yaml")).exists();
    // Another one by now.
    House.write(folder, "Third");
    Files.delete(folder.resolve("never.yaml"));
    assertThat(server.enacting.accept(held.fingerprint(), "ann"))
        .isInstanceOf(Answer.Refused.class);
    Standing.Held now = (Standing.Held) server.look();
    assertThat(server.enacting.accept(now.fingerprint(), "ann")).isInstanceOf(Answer.Done.class);
    assertThat(server.folder().resolve("never.yaml")).doesNotExist();
    // Once in force it waits for nobody's yes, and one is no yes to whatever stands there.
    for (String fingerprint : List.of(now.fingerprint(), "another"))
      assertThat(server.enacting.accept(fingerprint, "bob"))
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              refused -> assertThat(refused.why()).startsWith("nothing waits for a yes"));
    assertThat(server.enacting.state().inForce().orElseThrow().about())
        .satisfies(about -> assertThat(about.acceptedBy()).contains("ann"))
        .satisfies(about -> assertThat(about.accepted()).isEqualTo(now.why()));
    List<Entry> told = new PostgresLedger(tables.jdbi()).read().entries();
    assertThat(told)
        .extracting(Entry::what)
        .containsExactly(What.ENACTED, What.DECIDED, What.ENACTED);
    assertThat(told.get(1).by()).isEqualTo("ann");
    assertThat(told.get(1).why()).isEqualTo(now.why());
    assertThat(told.getLast().warrant().word().orElseThrow())
        .contains("policy " + now.revision().substring(0, 12))
        .endsWith("accepted by ann");
    assertThat(told.getLast().deeds())
        .singleElement()
        .satisfies(
            deed -> assertThat(deed.before()).contains(told.getFirst().deeds().getFirst().text()));
  }

  /** Of forty people eight may go by one commit, and the ninth is one too many. */
  @ParameterizedTest
  @CsvSource({"40, 8, false", "40, 9, true", "40, 38, true", "8, 5, false", "8, 6, true"})
  void whatTakesManyPeopleAwayWaitsForAYes(int people, int gone, boolean waits) throws IOException {
    people(people);
    server.look();
    people(people - gone);
    Standing standing = server.look();
    if (!waits) {
      assertThat(standing).isInstanceOf(Standing.Enacted.class);
      return;
    }
    Standing.Held held = (Standing.Held) standing;
    assertThat(held.why())
        .singleElement()
        .asString()
        .startsWith("%d of %d people are no longer in it".formatted(gone, people));
    assertThat(server.enacting.accept(held.fingerprint(), "ann")).isInstanceOf(Answer.Done.class);
  }

  /** So many in all: the house has two. */
  private void people(int all) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 2; i < all; i++) text.append("  p").append(i).append(": {}\n");
    Files.writeString(folder.resolve("many.yaml"), all == 2 ? "" : "people:\n" + text);
  }

  /** The one that starts last wins, and the other does not put its own back for ever. */
  @Test
  void ofTwoServersWithDifferentPoliciesOneWinsAndTheOtherSaysSo() throws IOException {
    server.look();
    Server other = server("two", House.write(temp.resolve("other"), "Other"));
    assertThat(other.look()).isInstanceOf(Standing.Enacted.class);
    Standing.Held held = (Standing.Held) server.look();
    assertThat(held.why()).singleElement().asString().contains("which two put there from");
    assertThat(other.look()).isInstanceOf(Standing.Enacted.class);
    assertThat(server.folder().getFileName()).isEqualTo(other.folder().getFileName());
    assertThat(Files.readString(server.folder().resolve("grants.yaml"))).contains("Other");
  }

  @Test
  void aFolderThatGoesBackIsFollowedByWhoSawItGoForth() throws IOException {
    server.look();
    House.write(folder, "Second");
    server.look();
    House.write(folder, "First");
    assertThat(server.look()).isInstanceOf(Standing.Enacted.class);
    assertThat(Files.readString(server.folder().resolve("grants.yaml"))).contains("First");
  }

  @Test
  void ofServersThatPutSomethingThereAtOnceOneIsAfterTheOther() throws Exception {
    int servers = 6;
    List<Server> all = new ArrayList<>();
    for (int i = 0; i < servers; i++)
      all.add(server("s" + i, House.write(temp.resolve("p" + i), "Because" + i)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Standing>> looks = new ArrayList<>();
      for (Server one : all) looks.add(threads.submit(one::look));
      for (Future<Standing> look : looks)
        assertThat(look.get()).isInstanceOf(Standing.Enacted.class);
    }
    assertThat(tables.database().rows("select number from policy_revision order by number"))
        .isEqualTo(
            List.of(
                List.of("1"),
                List.of("2"),
                List.of("3"),
                List.of("4"),
                List.of("5"),
                List.of("6")));
    assertThat(all)
        .extracting(one -> one.folder().getFileName())
        .containsOnly(all.getFirst().folder().getFileName());
  }

  @Test
  void aFileThatDidNotChangeIsKeptOnce() throws IOException {
    server.look();
    House.write(folder, "Second");
    server.look();
    assertThat(tables.database().rows("select count(*) from policy_file"))
        .isEqualTo(List.of(List.of("6")));
    assertThat(tables.database().rows("select count(*) from policy_content"))
        .isEqualTo(List.of(List.of("4")));
  }

  @Test
  void filesThatSomebodyChangedInTheStoreAreNotFollowed() {
    server.look();
    tables.database().run("delete from policy_file where path = 'never.yaml'");
    Server again = server("two", folder);
    assertThatThrownBy(again.inForce::current).hasMessageContaining("somebody changed them");
  }

  @Test
  void aFolderThatIsNotThereAndALinkInItAreToldWithWhatToDo() throws IOException {
    server.look();
    Path safe = Files.writeString(temp.resolve("elsewhere.yaml"), House.NEVER);
    Files.createSymbolicLink(folder.resolve("more.yaml"), safe);
    assertThat(((Standing.Unread) server.look()).why())
        .contains("more.yaml is a symbolic link")
        .contains("put the file itself there");
    Server nowhere = server("two", temp.resolve("nowhere"));
    assertThat(((Standing.Unread) nowhere.look()).why()).contains("see that the folder is there");
    assertThat(nowhere.inForce.current()).isPresent();
  }
}
