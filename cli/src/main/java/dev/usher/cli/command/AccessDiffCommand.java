package dev.usher.cli.command;

import dev.usher.cli.remote.RemoteUsher;
import dev.usher.cli.remote.ServerClient;
import dev.usher.cli.render.AccessDiffMarkdown;
import dev.usher.cli.render.AccessDiffText;
import dev.usher.cli.terminal.ExitCode;
import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.Source;
import dev.usher.engine.Refused;
import dev.usher.engine.Usher;
import dev.usher.engine.enact.SourceFailure;
import dev.usher.engine.json.Json;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.store.git.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "access-diff",
    description = "Who gains and who loses what between two policies; needs no live system.")
final class AccessDiffCommand implements Callable<Integer> {
  /** How it is written. */
  enum Format {
    text,
    markdown,
    json
  }

  private final Usher usher;
  private final Terminal terminal;
  @Mixin private final PolicyFolder policy = new PolicyFolder();
  @Mixin private final ServerOption server = new ServerOption();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "OLD",
      description =
          "A folder of policy, or a revision of the repository that -p lies in; the one in force at a"
              + " server unless said.")
  private @Nullable String old;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NEW",
      description = "Likewise; the folder that -p names unless said.")
  private @Nullable String changed;

  @Option(names = "--format", paramLabel = "FORMAT", description = "text, markdown or json.")
  private Format format = Format.text;

  @Option(names = "--json", description = "The result as JSON, with stable keys.")
  private boolean json;

  @Option(
      names = "--detailed-exitcode",
      description = "Ends with 2 when access changes, 0 when it does not.")
  private boolean detailed;

  AccessDiffCommand(Usher usher, Terminal terminal) {
    this.usher = usher;
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (old == null) return ended(fromServer());
    if (server.isSaid())
      throw new Refused(
          "with --server the policy before is the one in force there: leave "
              + old
              + " out, and name the one after with -p");
    Path copies = Files.createTempDirectory("usher-diff-");
    try {
      Text first = text(old, copies.resolve("old"));
      Text second =
          changed == null
              ? new Text(policy.path(), policy.path().toString())
              : text(changed, copies.resolve("new"));
      return ended(named(usher.accessDiff(first.folder(), second.folder()), first, second));
    } finally {
      remove(copies);
    }
  }

  private AccessDiffReport fromServer() {
    if (!server.isNamed(terminal.environment()))
      throw new Refused(
          "say which policy is the one before: main, ./before, or with --server URL the one in force"
              + " there");
    try (ServerClient client = server.client(terminal.environment())) {
      AccessDiffReport report = new RemoteUsher(client).accessDiff(policy.path(), policy.path());
      return report.called(report.diagnostics(), report.from(), policy.path().toString());
    }
  }

  private int ended(AccessDiffReport report) {
    print(report);
    if (report.hasErrors()) return ExitCode.ERROR;
    return detailed && report.hasChanges() ? ExitCode.DIFFERENT : ExitCode.OK;
  }

  /**
   * @param name as it was said
   */
  private record Text(Path folder, String name) {
    /** What is said of a copy is said of what it is a copy of. */
    Diagnostic named(Diagnostic diagnostic) {
      String prefix = folder.toString();
      Optional<Source> at =
          diagnostic
              .at()
              .filter(source -> source.file().startsWith(prefix))
              .map(
                  source ->
                      new Source(
                          name + ":" + source.file().substring(prefix.length() + 1),
                          source.line(),
                          source.column()));
      return new Diagnostic(
          diagnostic.severity(),
          diagnostic.code(),
          diagnostic.message(),
          diagnostic.hint(),
          at.or(diagnostic::at),
          diagnostic.snippet());
    }
  }

  /**
   * A folder is written as a path: what else is there by that name, a pull request may have put
   * there.
   */
  private Text text(String said, Path copy) throws IOException {
    if (isPath(said)) return new Text(Path.of(said), said);
    try {
      Files.createDirectory(copy);
      Revision.tree(policy.path(), said).writeInto(copy);
      return new Text(copy, said);
    } catch (SourceFailure failure) {
      throw new Refused(String.valueOf(failure.getMessage()));
    }
  }

  private static boolean isPath(String said) {
    return Path.of(said).isAbsolute() || said.matches("\\.{1,2}(/.*)?");
  }

  private static AccessDiffReport named(AccessDiffReport report, Text first, Text second) {
    List<Diagnostic> diagnostics =
        report.diagnostics().stream()
            .map(one -> isCopy(first) ? first.named(one) : one)
            .map(one -> isCopy(second) ? second.named(one) : one)
            .toList();
    return report.called(diagnostics, first.name(), second.name());
  }

  private static boolean isCopy(Text text) {
    return !text.folder().toString().equals(text.name());
  }

  private void print(AccessDiffReport report) {
    if (json || format == Format.json) {
      terminal.out().print(Json.of(report));
      return;
    }
    Output.problems(terminal, report.diagnostics(), List.of());
    if (!report.hasErrors())
      terminal
          .out()
          .print(
              format == Format.markdown
                  ? new AccessDiffMarkdown().render(report)
                  : new AccessDiffText(terminal.ink()).render(report));
    terminal.out().flush();
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) Files.deleteIfExists(one);
  }
}
