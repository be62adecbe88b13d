package dev.usher.store.git;

import dev.usher.engine.enact.SourceFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.lib.SubmoduleConfig.FetchRecurseSubmodulesMode;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/**
 * This server's copy of the branch, without a working tree. Nothing of the repository is run or
 * filtered: no hook, no submodule, no attribute is looked at. What the machine's or its user's Git
 * is configured for (another URL instead, a proxy, a program) does not count.
 */
final class BareClone {
  /** Where the branch is here. */
  private static final String HERE = "refs/usher/head";

  private final Remote remote;
  private final Path home;
  private final Duration limit;

  /**
   * @param home this server's alone; made where it is missing
   * @param limit longest silence of the other side
   */
  BareClone(Remote remote, Path home, Duration limit) {
    Unconfigured.install();
    this.remote = remote;
    this.home = home;
    this.limit = limit;
  }

  /** To be closed by who opens it. */
  Repository open() throws IOException {
    Repository repository = new FileRepositoryBuilder().setGitDir(home.toFile()).setBare().build();
    if (!repository.getObjectDatabase().exists()) repository.create(true);
    StoredConfig config = repository.getConfig();
    config.setString("core", null, "hooksPath", home.resolve("none").toString());
    // A password goes where it was meant to go.
    config.setString("http", null, "followRedirects", "false");
    config.save();
    return repository;
  }

  /**
   * Brings what is new.
   *
   * @param account {@code user:password}, where the other side wants one
   * @return where the branch ends now
   * @throws SourceFailure when that cannot be known
   */
  ObjectId fetch(Repository repository, Optional<String> account) throws IOException {
    try (Git git = new Git(repository)) {
      var fetch =
          git.fetch()
              .setRemote(remote.url())
              .setRefSpecs(new RefSpec("+refs/heads/" + remote.branch() + ":" + HERE))
              .setTagOpt(TagOpt.NO_TAGS)
              .setRecurseSubmodules(FetchRecurseSubmodulesMode.NO)
              .setCheckFetchedObjects(true)
              .setTimeout(Math.toIntExact(limit.toSeconds()));
      account.ifPresent(text -> fetch.setCredentialsProvider(credentials(text)));
      fetch.call();
    } catch (GitAPIException failure) {
      throw new SourceFailure(
          "%s cannot be fetched (%s); see that the repository and its branch are there, and that usher may read them"
              .formatted(remote.name(), reason(failure)),
          failure);
    }
    ObjectId head = repository.resolve(HERE);
    if (head == null)
      throw new SourceFailure(remote.name() + " has no such branch; name one that is there");
    return head;
  }

  /** The same, where it may be that nobody has made the branch yet. */
  Optional<ObjectId> find(Repository repository, Optional<String> account) throws IOException {
    try (Git git = new Git(repository)) {
      var list =
          git.lsRemote()
              .setRemote(remote.url())
              .setHeads(true)
              .setTimeout(Math.toIntExact(limit.toSeconds()));
      account.ifPresent(text -> list.setCredentialsProvider(credentials(text)));
      if (list.call().stream().noneMatch(ref -> ref.getName().equals(there())))
        return Optional.empty();
    } catch (GitAPIException failure) {
      throw new SourceFailure(
          "%s cannot be asked (%s); see that the repository is there, and that usher may read it"
              .formatted(remote.name(), reason(failure)),
          failure);
    }
    return Optional.of(fetch(repository, account));
  }

  /**
   * Brings it there as the branch's end.
   *
   * @return false when somebody else was faster
   * @throws SourceFailure when it is not taken
   */
  boolean push(Repository repository, ObjectId commit, Optional<String> account)
      throws IOException {
    RefUpdate here = repository.updateRef(HERE);
    here.setNewObjectId(commit);
    here.forceUpdate();
    try (Git git = new Git(repository)) {
      var push =
          git.push()
              .setRemote(remote.url())
              .setRefSpecs(new RefSpec(HERE + ":" + there()))
              .setTimeout(Math.toIntExact(limit.toSeconds()));
      account.ifPresent(text -> push.setCredentialsProvider(credentials(text)));
      for (PushResult result : push.call())
        for (RemoteRefUpdate update : result.getRemoteUpdates()) if (!isThere(update)) return false;
      return true;
    } catch (GitAPIException failure) {
      throw new SourceFailure(
          "%s cannot be pushed to (%s); see that the repository is there, and that usher may write it"
              .formatted(remote.name(), reason(failure)),
          failure);
    }
  }

  private boolean isThere(RemoteRefUpdate update) {
    return switch (update.getStatus()) {
      case OK, UP_TO_DATE -> true;
      case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED -> false;
      default ->
          throw new SourceFailure(
              "%s does not take a push (%s); see that usher may write the branch"
                  .formatted(
                      remote.name(),
                      update.getMessage() == null
                          ? update.getStatus().toString()
                          : update.getMessage()));
    };
  }

  private String there() {
    return "refs/heads/" + remote.branch();
  }

  private static UsernamePasswordCredentialsProvider credentials(String text) {
    int colon = text.indexOf(':');
    if (colon < 1)
      throw new SourceFailure(
          "the account for the repository is not user:password; write it so, in one line");
    return new UsernamePasswordCredentialsProvider(
        text.substring(0, colon), text.substring(colon + 1));
  }

  /** What JGit says of it, which names URLs and no password. */
  private static String reason(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason");
  }
}
