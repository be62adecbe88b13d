package dev.usher.cli.demo;

import dev.usher.cli.terminal.Terminal;
import dev.usher.engine.Usher;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "demo", description = "Shows everything on real servers, which it brings along.")
public final class DemoCommand implements Callable<Integer> {
  private final Usher usher;
  private final Terminal terminal;

  @Option(names = "--keep", description = "Leaves the servers running, and says how to stop them.")
  private boolean keep;

  public DemoCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    return new Demo(usher, terminal).run(binaries(), keep);
  }

  /** Beside the build, where the launcher says where that is, so that nothing is left elsewhere. */
  private static Path binaries() {
    String build = System.getProperty("usher.build", System.getProperty("java.io.tmpdir"));
    return Path.of(build);
  }
}
