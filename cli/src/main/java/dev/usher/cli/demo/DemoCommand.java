package dev.usher.cli.demo;

import dev.usher.cli.server.Ushers;
import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "demo", description = "Shows everything on real servers, which it brings along.")
public final class DemoCommand implements Callable<Integer> {
  private final Usher usher;
  private final Ushers ushers;
  private final Terminal terminal;

  @ArgGroup(exclusive = true)
  private Afterwards afterwards = new Afterwards();

  /** What becomes of the servers. */
  static final class Afterwards {
    @Option(
        names = "--keep",
        description = "Leaves the servers running, and says how to stop them.")
    private boolean keep;

    @Option(
        names = "--serve",
        description = "Starts a server on the demo's environments, which runs until Ctrl-C.")
    private boolean serve;
  }

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:0",
      description = "Where that server listens; a free port of this machine unless said.")
  private String listen = "";

  /**
   * @param ushers for the server
   */
  public DemoCommand(Usher usher, Ushers ushers, Terminal terminal) {
    this.usher = usher;
    this.ushers = ushers;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (afterwards.serve) return new ServedDemo(ushers, terminal).run(binaries(), listen);
    return new Demo(usher, terminal).run(binaries(), afterwards.keep);
  }

  /** Beside the build, where the launcher says where that is, so that nothing is left elsewhere. */
  private static Path binaries() {
    String build = System.getProperty("usher.build", System.getProperty("java.io.tmpdir"));
    return Path.of(build);
  }
}
