package dev.usher.store.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.core.ledger.Checkpoint;
import dev.usher.core.ledger.Head;
import dev.usher.engine.json.CheckpointJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.FS;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Onto a branch of a real bare repository. */
class GitSinkTest {
  private static final Instant NOW = Instant.parse("2026-11-29T08:00:58Z");

  @TempDir private Path temp;
  private Path there;

  @BeforeEach
  void repository() throws Exception {
    Unconfigured.install();
    there = temp.resolve("there.git");
    Git.init().setBare(true).setDirectory(there.toFile()).call().close();
  }

  private GitSink sink(String name) {
    Remote remote = new Remote("file://" + there, "checkpoints", "", Optional.empty());
    GitSink sink = new GitSink(remote, Optional::empty, temp.resolve(name), Duration.ofSeconds(5));
    // Else JGit measures the file system meanwhile, by files in a folder that is going away.
    FS.FileStoreAttributes.setBackground(false);
    return sink;
  }

  private static Checkpoint checkpoint(int number) {
    return Checkpoint.of(
            new Head(number, "%064x".formatted(number)),
            NOW.plusSeconds(number),
            "one",
            Optional.empty(),
            List.of(),
            "k")
        .signed("s");
  }

  /** The files in order of their names are one of checkpoints. */
  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Repository repository = Git.open(there.toFile()).getRepository();
        RevWalk commits = new RevWalk(repository);
        TreeWalk walk = new TreeWalk(repository)) {
      RevCommit head = commits.parseCommit(repository.resolve("refs/heads/checkpoints"));
      walk.addTree(head.getTree());
      walk.setRecursive(true);
      while (walk.next())
        if (walk.getPathString().endsWith(".jsonl")) {
          ObjectId file = walk.getObjectId(0);
          lines.addAll(new String(repository.open(file).getBytes()).lines().toList());
        }
    }
    return lines;
  }

  @Test
  void eachCheckpointIsACommitAndTheFilesAreOneOfCheckpoints() throws Exception {
    GitSink sink = sink("a");
    assertThat(sink.last()).isEmpty();
    for (int i = 1; i <= 4; i++) sink.put(checkpoint(i));
    assertThat(sink.last()).contains(checkpoint(4));
    assertThat(lines())
        .extracting(line -> CheckpointJson.parse(line).orElseThrow().head().number())
        .containsExactly(1L, 2L, 3L, 4L);
    // A server that is started anew goes on from what is there.
    GitSink again = sink("b");
    assertThat(again.last()).contains(checkpoint(4));
    again.put(checkpoint(5));
    assertThat(lines()).hasSize(5);
    try (Git git = Git.open(there.toFile())) {
      assertThat(git.log().add(git.getRepository().resolve("refs/heads/checkpoints")).call())
          .hasSize(5);
    }
  }

  /** Two servers on one branch: who is second goes behind the first. */
  @Test
  void whoWasNotFastEnoughGoesBehind() throws Exception {
    GitSink one = sink("a");
    GitSink two = sink("b");
    one.put(checkpoint(1));
    assertThat(two.last()).contains(checkpoint(1));
    one.put(checkpoint(2));
    two.put(checkpoint(3));
    one.put(checkpoint(4));
    assertThat(lines()).hasSize(4);
  }

  @Test
  void aRepositoryThatIsAwayIsToldAndTriedAgain() throws Exception {
    GitSink sink = sink("a");
    sink.put(checkpoint(1));
    Path away = Files.move(there, temp.resolve("away.git"));
    assertThatThrownBy(() -> sink.put(checkpoint(2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("see that the repository is there");
    Files.move(away, there);
    assertThat(sink.last()).contains(checkpoint(1));
    sink.put(checkpoint(2));
    assertThat(lines()).hasSize(2);
  }

  /** What others keep on the branch stays. */
  @Test
  void otherFilesStay() throws Exception {
    sink("a").put(checkpoint(1));
    try (Git git =
        Git.cloneRepository()
            .setURI("file://" + there)
            .setBranch("checkpoints")
            .setDirectory(temp.resolve("work").toFile())
            .call()) {
      Files.writeString(temp.resolve("work/README"), "ours");
      git.add().addFilepattern("README").call();
      git.commit().setMessage("readme").setSign(false).call();
      git.push().call();
    }
    GitSink sink = sink("b");
    assertThat(sink.last()).contains(checkpoint(1));
    sink.put(checkpoint(2));
    try (Repository repository = Git.open(there.toFile()).getRepository();
        RevWalk commits = new RevWalk(repository);
        TreeWalk walk =
            TreeWalk.forPath(
                repository,
                "README",
                commits.parseCommit(repository.resolve("refs/heads/checkpoints")).getTree())) {
      assertThat(walk).isNotNull();
    }
    assertThat(lines()).hasSize(2);
  }
}
