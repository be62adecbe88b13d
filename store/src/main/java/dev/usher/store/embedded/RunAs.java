package dev.usher.store.embedded;

import dev.usher.store.StoreFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * As whom the server's programs run, for PostgreSQL refuses root. Root runs them as the account
 * that owns the data folder; where that is root too, in a namespace where root is nobody (user
 * namespaces, unshare(1)), in which its files are still its own.
 *
 * @param before what stands before a program's name; it becomes the program and keeps its id
 * @param owner to whom the files belong, where that is not who runs usher
 */
record RunAs(List<String> before, Optional<UserPrincipal> owner) {
  private static final Set<String> KEPT = Set.of("PATH", "LD_LIBRARY_PATH", "TMPDIR", "TZ");

  /**
   * @throws StoreFailure when there is no way
   */
  static RunAs ownerOf(Path folder) throws IOException {
    if (!"root".equals(System.getProperty("user.name")))
      return new RunAs(List.of(), Optional.empty());
    UserPrincipal owner = Files.getOwner(folder);
    int uid = (Integer) Files.getAttribute(folder, "unix:uid");
    int gid = (Integer) Files.getAttribute(folder, "unix:gid");
    if (uid != 0)
      return new RunAs(
          List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups"),
          Optional.of(owner));
    if (works(List.of("unshare", "-U", "true")))
      return new RunAs(List.of("unshare", "-U"), Optional.empty());
    throw new StoreFailure(
        "PostgreSQL does not run as root, and this system has no user namespaces; start usher as"
            + " another user, or give the folder to one: chown USER "
            + folder);
  }

  private static boolean works(List<String> command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A program, ready to be started; what it says goes to the log. */
  ProcessBuilder builder(List<String> program, Path log) {
    List<String> command = new ArrayList<>(before);
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // Others may read a process's variables, and usher's hold secrets.
    builder.environment().keySet().retainAll(KEPT);
    return builder;
  }

  /**
   * The same, apart from usher's terminal: Ctrl-C there is for usher, which has requests to finish
   * before its database goes.
   */
  ProcessBuilder apart(List<String> program, Path log) {
    ProcessBuilder builder = builder(program, log);
    if (works(List.of("setsid", "true"))) builder.command().addFirst("setsid");
    return builder;
  }

  /** Lets the programs read what usher wrote for them. */
  void give(Path path) throws IOException {
    if (owner.isPresent()) Trees.give(path, owner.get());
  }
}
