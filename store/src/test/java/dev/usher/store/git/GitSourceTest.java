package dev.usher.store.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.engine.enact.Enacting.Answer;
import dev.usher.engine.enact.FolderSource;
import dev.usher.engine.enact.PolicySource.Head;
import dev.usher.engine.enact.SourceFailure;
import dev.usher.engine.enact.Standing;
import dev.usher.store.policy.House;
import dev.usher.store.policy.PolicyTables;
import dev.usher.store.policy.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a repository into force, on a real repository and a real store. */
class GitSourceTest {
  @TempDir Path temp;
  private final PolicyTables tables = PolicyTables.create();
  private Upstream upstream;
  private Server server;

  @BeforeEach
  void repository() throws Exception {
    upstream = new Upstream(temp.resolve("upstream"));
    upstream.house("First");
    server = server("one");
    server.look();
  }

  @AfterEach
  void close() {
    upstream.close();
    tables.close();
  }

  private Server server(String name) {
    return new Server(name, tables, source(name, ""), temp.resolve("data"));
  }

  private GitSource source(String name, String folder) {
    return new GitSource(
        new Remote(upstream.url(), "main", folder, Optional.empty()),
        Optional::empty,
        temp.resolve("clone-" + name),
        Duration.ofSeconds(10));
  }

  private String inForce() {
    return server.inForce.current().orElseThrow().revision();
  }

  @Test
  void aNewHeadComesIntoForceByItsCommit() throws Exception {
    RevCommit second = upstream.house("Second");
    assertThat(server.look()).isEqualTo(new Standing.Enacted(second.name()));
    assertThat(inForce()).isEqualTo(second.name());
    assertThat(Files.readString(server.folder().resolve("grants.yaml"))).contains("Second");
    assertThat(server.enacting.state().inForce().orElseThrow().about().authors())
        .contains("alice@acme.example");
  }

  @Test
  void aBrokenHeadStaysOutAlsoAfterARestartWithoutTheClone() throws Exception {
    String good = inForce();
    upstream.write("grants.yaml", "grants: [{ to: nobody, role: guard }]\n");
    assertThat(server.look()).isInstanceOf(Standing.Broken.class);
    Server again = server("two");
    assertThat(again.look()).isInstanceOf(Standing.Broken.class);
    assertThat(again.inForce.current().orElseThrow().revision()).isEqualTo(good);
    RevCommit mended = upstream.house("Mended");
    assertThat(again.look()).isEqualTo(new Standing.Enacted(mended.name()));
    assertThat(inForce()).isEqualTo(mended.name());
  }

  @Test
  void aForcedPushIsHeldUntilAnAdministratorAcceptsIt() throws Exception {
    RevCommit second = upstream.house("Second");
    server.look();
    upstream.back(second.getParent(0));
    RevCommit other = upstream.house("Instead");
    Standing.Held held = (Standing.Held) server.look();
    assertThat(held.why()).singleElement().asString().contains(second.name().substring(0, 12));
    assertThat(inForce()).isEqualTo(second.name());
    // Nor does a server that never saw the one that went.
    Server fresh = server("two");
    assertThat(fresh.look()).isInstanceOf(Standing.Held.class);
    assertThat(fresh.enacting.accept(held.fingerprint(), "ann")).isInstanceOf(Answer.Done.class);
    assertThat(inForce()).isEqualTo(other.name());
    assertThat(server.look()).isEqualTo(new Standing.Enacted(other.name()));
  }

  @Test
  void aGuardThatFallsWaitsForSomebodyWhoDidNotWriteIt() throws Exception {
    Files.delete(upstream.folder.resolve("never.yaml"));
    upstream.commit(Upstream.BOB);
    upstream.house("Later");
    Files.delete(upstream.folder.resolve("never.yaml"));
    RevCommit head = upstream.commit(Upstream.ALICE);
    Standing.Held held = (Standing.Held) server.look();
    assertThat(held.revision()).isEqualTo(head.name());
    assertThat(held.why()).singleElement().asString().contains("never team:guests use");
    for (String author : new String[] {"alice", "bob", "BOB", "token:bob", "bob@acme.example"})
      assertThat(server.enacting.accept(held.fingerprint(), author))
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              refused -> assertThat(refused.why()).contains("among those who wrote it"));
    assertThat(server.folder().resolve("never.yaml")).exists();
    assertThat(server.enacting.accept(held.fingerprint(), "carol")).isInstanceOf(Answer.Done.class);
    assertThat(inForce()).isEqualTo(head.name());
  }

  @Test
  void onlyTheNamedFolderIsThePolicy() throws Exception {
    upstream.write("policies/usher/people.yaml", "people: { alice: {} }\n");
    upstream.write("README.md", "no policy");
    Head head = source("sub", "policies/usher").head(Optional.empty());
    assertThat(head.tree().files()).containsOnlyKeys("people.yaml");
    assertThatThrownBy(() -> source("none", "policies/other").head(Optional.empty()))
        .isInstanceOf(SourceFailure.class)
        .hasMessageContaining("no such folder");
  }

  @Test
  void bytesAreThoseThatWereCommittedAndNothingOfTheRepositoryIsRun() throws Exception {
    Path ran = temp.resolve("ran");
    upstream.write(".gitattributes", "*.yaml filter=evil text eol=crlf ident\n");
    String program = "#!/bin/sh\ntouch " + ran + "\ncat\n";
    Path evil = Files.writeString(temp.resolve("evil.sh"), program);
    Files.setPosixFilePermissions(evil, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path clone = temp.resolve("clone-one");
    for (String hook : new String[] {"post-checkout", "reference-transaction", "post-merge"}) {
      Path file = Files.createDirectories(clone.resolve("hooks")).resolve(hook);
      Files.copy(evil, file, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.writeString(
        clone.resolve("config"),
        "[filter \"evil\"]\n\tsmudge = " + evil + "\n\trequired = true\n",
        java.nio.file.StandardOpenOption.APPEND);
    String text = "# $Id$\nteams: { more: { members: [alice] } }\n";
    upstream.write("more.yaml", text);
    assertThat(server.look()).isInstanceOf(Standing.Enacted.class);
    assertThat(Files.readString(server.folder().resolve("more.yaml"))).isEqualTo(text);
    assertThat(ran).doesNotExist();
  }

  @Test
  void linksSubmodulesAndHugeFilesAreRefusedAndTheLastGoodOneStays() throws Exception {
    String good = inForce();
    RevCommit before = upstream.commit(Upstream.ALICE);
    upstream.entry("more", FileMode.SYMLINK, upstream.blob("/etc".getBytes(UTF_8)));
    isUnread("more is a symbolic link");
    upstream.back(before);
    upstream.entry("more", FileMode.GITLINK, before);
    isUnread("more is a submodule");
    upstream.back(before);
    ObjectId huge = upstream.blob(new byte[(16 << 20) + 1]);
    upstream.entry("huge.yaml", FileMode.REGULAR_FILE, huge);
    isUnread("huge.yaml the policy is too large");
    assertThat(inForce()).isEqualTo(good);
  }

  private void isUnread(String why) {
    assertThat(server.look())
        .isInstanceOfSatisfying(
            Standing.Unread.class, unread -> assertThat(unread.why()).contains(why));
  }

  @Test
  void aRepositoryThatIsAwayIsToldAndLookedAtAgain() throws Exception {
    Path away = temp.resolve("away");
    Files.move(upstream.folder, away);
    isUnread("see that the repository and its branch are there");
    assertThat(server.inForce.current()).isPresent();
    Files.move(away, upstream.folder);
    assertThat(server.look()).isInstanceOf(Standing.Enacted.class);
  }

  @Test
  void fromAFolderToARepositoryIsAStepThatSomebodySaysYesTo() throws IOException {
    House.write(temp.resolve("access"), "Folder");
    tables.database().run("truncate policy_revision cascade");
    Server folder =
        new Server("f", tables, new FolderSource(temp.resolve("access")), temp.resolve("data"));
    folder.look();
    Standing.Held held = (Standing.Held) server.look();
    assertThat(held.why()).singleElement().asString().contains("another repository");
  }
}
