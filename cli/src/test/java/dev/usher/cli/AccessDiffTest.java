package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.cli.render.AccessDiffMarkdown;
import dev.usher.cli.render.AccessDiffText;
import dev.usher.cli.terminal.Ink;
import dev.usher.cli.terminal.Terminal;
import dev.usher.connectors.api.Connector;
import dev.usher.engine.LocalUsher;
import dev.usher.engine.json.FromJson;
import dev.usher.engine.json.Json;
import dev.usher.engine.ports.FileLedger;
import dev.usher.engine.report.AccessDiffReport;
import dev.usher.policy.PolicyReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two policies held against each other, as people and pull requests read it. */
class AccessDiffTest {
  private static final Path CASES = Path.of("src/test/resources/access-diff");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

  private static AccessDiffReport report(Path old, Path changed) {
    List<Connector<?>> connectors = Wiring.connectors(CLOCK);
    return new LocalUsher(
            new PolicyReader(CLOCK),
            _ -> Optional.empty(),
            connectors,
            FileLedger::beside,
            CLOCK,
            "ann",
            new SecureRandom(),
            Duration.ofSeconds(1))
        .accessDiff(old, changed);
  }

  /** Kept beside the policies. {@code -Dgolden.write=true} writes them anew: then read the diff. */
  private static void check(String name, String text) throws IOException {
    Path file = CASES.resolve(name);
    if (Boolean.getBoolean("golden.write")) Files.writeString(file, text);
    assertThat(text).isEqualTo(Files.readString(file));
  }

  @Test
  void itIsTheSameInEachForm() throws IOException {
    AccessDiffReport report = report(CASES.resolve("old"), CASES.resolve("new"));
    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.hasChanges()).isTrue();
    check("expected.txt", new AccessDiffText(Ink.PLAIN).render(report));
    check("expected-colour.txt", new AccessDiffText(Ink.COLOUR).render(report));
    check("expected.md", new AccessDiffMarkdown().render(report));
    check("expected.json", Json.of(report));
    assertThat((Object) FromJson.read(Json.of(report), AccessDiffReport.class)).isEqualTo(report);
  }

  @Test
  void whatMeansTheSameIsNoChange() {
    AccessDiffReport report = report(CASES.resolve("old"), CASES.resolve("old"));
    assertThat(report.hasChanges()).isFalse();
    assertThat(new AccessDiffText(Ink.PLAIN).render(report))
        .isEqualTo("Nobody gains or loses anything.\n");
  }

  @Test
  void revisionsOfTheRepositoryAreHeldAgainstEachOtherAndAgainstTheFolder(@TempDir Path top)
      throws Exception {
    Path access = top.resolve("shop/access");
    Files.createDirectories(access);
    try (Git git = Git.init().setDirectory(top.toFile()).setInitialBranch("main").call()) {
      git.getRepository().getConfig().setBoolean("commit", null, "gpgsign", false);
      copy("old", access);
      git.add().addFilepattern(".").call();
      git.commit().setMessage("old").setAuthor("a", "a@x").setCommitter("a", "a@x").call();
      copy("new", access);
      assertThat(said(2, access, "main", "--detailed-exitcode")).contains("gain");
      git.add().addFilepattern(".").call();
      git.commit().setMessage("new").setAuthor("a", "a@x").setCommitter("a", "a@x").call();
      assertThat(said(0, access, "main", "--detailed-exitcode")).contains("Nobody gains");
      assertThat(said(2, access, "HEAD~1", "main", "--detailed-exitcode")).contains("gain");
      assertThat(said(0, access, "HEAD~1", "main", "--format", "markdown"))
          .startsWith("### Access");
      assertThat(said(0, access, "HEAD~1", "--json")).contains("\"from\": \"HEAD~1\"");
      assertThat(said(1, access, "nowhere")).contains("nowhere is no revision");
      Files.writeString(access.resolve("roles.yaml"), "roles: { broken: {} }\n");
      git.add().addFilepattern(".").call();
      git.commit().setMessage("bad").setAuthor("a", "a@x").setCommitter("a", "a@x").call();
      assertThat(said(1, access, "HEAD~1", "HEAD")).contains("HEAD:roles.yaml:1");
    }
  }

  /** By what a pull request puts there it is not held against itself. */
  @Test
  void aFolderIsAPathAndARepositoryIsNoFolderOfAnother(@TempDir Path top) throws Exception {
    Path access = Files.createDirectories(top.resolve("access"));
    try (Git git = Git.init().setDirectory(top.toFile()).setInitialBranch("main").call()) {
      git.getRepository().getConfig().setBoolean("commit", null, "gpgsign", false);
      copy("old", access);
      git.add().addFilepattern(".").call();
      git.commit().setMessage("old").setAuthor("a", "a@x").setCommitter("a", "a@x").call();
      copy("new", access);
      // As `git init --bare` makes it, in the folder of policy itself.
      try (Git within = Git.init().setBare(true).setGitDir(access.toFile()).call()) {
        assertThat(within.getRepository().isBare()).isTrue();
      }
      assertThat(said(2, access, "main", "--detailed-exitcode")).contains("gain");
    }
    assertThat(said(1, access, "src")).contains("src is no revision");
  }

  private static void copy(String from, Path to) throws IOException {
    try (var files = Files.list(CASES.resolve(from))) {
      for (Path file : files.toList())
        Files.writeString(to.resolve(file.getFileName().toString()), Files.readString(file));
    }
  }

  private static String said(int status, Path policy, String... words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(InputStream.nullInputStream(), out, out, "", Map.of());
    String[] all = new String[words.length + 3];
    all[0] = "access-diff";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "-p";
    all[words.length + 2] = policy.toString();
    assertThat(Main.run(all, terminal)).as(said::toString).isEqualTo(status);
    return said.toString(StandardCharsets.UTF_8);
  }
}
