package dev.usher.store.git;

import dev.usher.core.ledger.Checkpoint;
import dev.usher.engine.enact.SourceFailure;
import dev.usher.engine.json.CheckpointJson;
import dev.usher.engine.seal.CheckpointSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Checkpoints on a branch of a Git repository, a commit for each: lines in files by the minute, so
 * that a commit stays small however many came before ({@code 2026-11-29/08/01.jsonl}). In order of
 * their names the files are one of checkpoints. Of use where the store's owner cannot rewrite the
 * branch: where the repository refuses to be pushed by force.
 */
public final class GitSink implements CheckpointSink {
  /** Another server may push in between; more often than that at once it does not. */
  private static final int TRIES = 5;

  private static final DateTimeFormatter PLACE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd/HH/mm'.jsonl'").withZone(ZoneOffset.UTC);

  private final Remote remote;
  private final Supplier<Optional<String>> account;
  private final BareClone clone;

  /** Where the branch ended when it was last seen; unknown at first, and when a push failed. */
  private Optional<End> end = Optional.empty();

  /**
   * @param account {@code user:password}, asked for anew each time, where the other side wants one
   * @param home for a copy of the repository, this server's alone
   * @param limit longest silence of the other side
   */
  public GitSink(Remote remote, Supplier<Optional<String>> account, Path home, Duration limit) {
    this.remote = remote;
    this.account = account;
    this.clone = new BareClone(remote, home, limit);
  }

  /**
   * @param commit nothing while there is no such branch
   * @param last that came there
   */
  private record End(Optional<ObjectId> commit, Optional<Checkpoint> last) {}

  @Override
  public String name() {
    return remote.name();
  }

  @Override
  public boolean isReadable() {
    return true;
  }

  @Override
  public Optional<Checkpoint> last() throws IOException {
    if (end.isPresent()) return end.get().last();
    try (Repository repository = clone.open()) {
      return end(repository).last();
    } catch (SourceFailure failure) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  /** Where another server was faster, it goes behind that one's. */
  @Override
  public void put(Checkpoint checkpoint) throws IOException {
    try (Repository repository = clone.open()) {
      for (int i = 0; i < TRIES; i++) {
        ObjectId made = commit(repository, end(repository).commit(), checkpoint);
        // Until the other side has said yes nothing is known of it.
        end = Optional.empty();
        if (clone.push(repository, made, account.get())) {
          end = Optional.of(new End(Optional.of(made), Optional.of(checkpoint)));
          return;
        }
      }
    } catch (SourceFailure failure) {
      throw new IOException(failure.getMessage(), failure);
    }
    throw new IOException(
        "others push to " + remote.name() + " all the time; give this server a branch of its own");
  }

  private End end(Repository repository) throws IOException {
    if (end.isEmpty()) {
      Optional<ObjectId> commit = clone.find(repository, account.get());
      Optional<Checkpoint> last =
          commit.isPresent() ? last(repository, commit.get()) : Optional.empty();
      end = Optional.of(new End(commit, last));
    }
    return end.get();
  }

  private static Optional<Checkpoint> last(Repository repository, ObjectId commit)
      throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      Optional<String> line = new DatedFiles(reader).lastLine(tree(repository, commit));
      if (line.isEmpty()) return Optional.empty();
      Optional<Checkpoint> last = CheckpointJson.parse(line.get());
      if (last.isEmpty())
        throw new IOException(
            "the last line there is no checkpoint: it was altered. Look into it, and name another"
                + " branch meanwhile");
      return last;
    }
  }

  private static ObjectId commit(
      Repository repository, Optional<ObjectId> parent, Checkpoint checkpoint) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter();
        ObjectReader reader = inserter.newReader()) {
      Optional<ObjectId> tree =
          parent.isPresent() ? Optional.of(tree(repository, parent.get())) : Optional.empty();
      List<String> path = List.of(PLACE.format(checkpoint.at()).split("/"));
      byte[] line = (checkpoint.line() + "\n").getBytes(StandardCharsets.UTF_8);
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(new DatedFiles(reader).with(inserter, tree, path, line));
      parent.ifPresent(commit::setParentId);
      PersonIdent who =
          new PersonIdent("usher", "usher@localhost", checkpoint.at(), ZoneOffset.UTC);
      commit.setAuthor(who);
      commit.setCommitter(who);
      commit.setMessage(
          "Entry %d: %s\n".formatted(checkpoint.head().number(), checkpoint.head().hash()));
      ObjectId made = inserter.insert(commit);
      inserter.flush();
      return made;
    }
  }

  private static ObjectId tree(Repository repository, ObjectId commit) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit parsed = walk.parseCommit(commit);
      return parsed.getTree().getId();
    }
  }
}
