package dev.usher.store.git;

import dev.usher.store.policy.House;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand.ResetType;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.util.FS;

/** The repository that people push to. */
final class Upstream implements AutoCloseable {
  static final PersonIdent ALICE = new PersonIdent("Alice Ng", "alice@acme.example");
  static final PersonIdent BOB = new PersonIdent("Bob", "bob@acme.example");

  final Path folder;
  final Git git;

  Upstream(Path folder) throws GitAPIException {
    Unconfigured.install();
    // Else JGit measures the file system meanwhile, by files in a folder that is going away.
    FS.FileStoreAttributes.setBackground(false);
    this.folder = folder;
    this.git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
  }

  String url() {
    return "file://" + folder;
  }

  /** A good policy that says that. */
  RevCommit house(String because) throws IOException, GitAPIException {
    House.write(folder, because);
    return commit(ALICE);
  }

  RevCommit write(String file, String text) throws IOException, GitAPIException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    return commit(ALICE);
  }

  RevCommit commit(PersonIdent author) throws GitAPIException {
    git.add().addFilepattern(".").call();
    git.add().setUpdate(true).addFilepattern(".").call();
    return git.commit()
        .setMessage("so")
        .setAuthor(author)
        .setCommitter(author)
        .setSign(false)
        .call();
  }

  void back(RevCommit to) throws GitAPIException {
    git.reset().setMode(ResetType.HARD).setRef(to.name()).call();
  }

  /** A commit with an entry of another mode, as no file system here would make it. */
  RevCommit entry(String path, FileMode mode, ObjectId what) throws IOException, GitAPIException {
    DirCache index = git.getRepository().lockDirCache();
    DirCacheBuilder builder = index.builder();
    builder.keep(0, index.getEntryCount());
    DirCacheEntry entry = new DirCacheEntry(path);
    entry.setFileMode(mode);
    entry.setObjectId(what);
    builder.add(entry);
    builder.commit();
    return git.commit().setMessage("so").setAuthor(ALICE).setCommitter(ALICE).setSign(false).call();
  }

  ObjectId blob(byte[] content) throws IOException {
    try (ObjectInserter inserter = git.getRepository().newObjectInserter()) {
      ObjectId id = inserter.insert(Constants.OBJ_BLOB, content);
      inserter.flush();
      return id;
    }
  }

  @Override
  public void close() {
    git.close();
  }
}
