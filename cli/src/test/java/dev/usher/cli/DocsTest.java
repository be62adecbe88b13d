package dev.usher.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.usher.cli.terminal.Terminal;
import dev.usher.core.diagnostic.Diagnostics;
import dev.usher.engine.Usher;
import dev.usher.engine.report.ValidateReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the pages say is so: their links, complete policies, command lines and codes of errors. */
class DocsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Usher USHER = Wiring.usher(Map.of());

  /** A block of code, with the word that says which sort. */
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");

  static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    for (MatchResult link : found(LINK, prose(page))) {
      String file = link.group(1);
      if (file.startsWith("https://")) continue;
      Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
      assertThat(target).as(link.group()).exists();
      if (link.group(2) != null) {
        assertThat(anchors(target)).as(link.group()).contains(link.group(2));
      }
    }
  }

  /** A policy is complete where the line before it says so: {@code <!-- policy -->}. */
  @ParameterizedTest
  @MethodSource("pages")
  void completePoliciesAreValid(Path page, @TempDir Path folder) throws IOException {
    String text = Files.readString(page);
    for (MatchResult block : found(BLOCK, text)) {
      if (!text.substring(0, block.start()).endsWith("<!-- policy -->\n")) continue;
      Path file = Files.writeString(folder.resolve("policy.yaml"), block.group(2));
      ValidateReport report = USHER.validate(file);
      assertThat(report.diagnostics()).as(Diagnostics.render(report.diagnostics())).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandLinesAreUnderstood(Path page) throws IOException {
    for (MatchResult block : found(BLOCK, Files.readString(page))) {
      for (String line : block.group(2).split("\n")) {
        // What follows two spaces is a remark.
        String typed = line.replaceFirst("^\\$ ", "").replaceFirst("(  | #).*", "").strip();
        if (isUsher(typed)) {
          String[] words = arguments(typed);
          assertThatCode(() -> commands().parseArgs(words)).as(typed).doesNotThrowAnyException();
        }
      }
    }
    for (MatchResult span : found(Pattern.compile("`([^`\n]+)`"), prose(page))) {
      if (isUsher(span.group(1))) known(commands(), arguments(span.group(1)), span.group());
    }
  }

  /** In a sentence arguments may be left out; commands and options must be there. */
  private static void known(CommandLine command, String[] words, String said) {
    CommandLine in = command;
    for (String word : words) {
      if (word.startsWith("-")) {
        assertThat(in.getCommandSpec().optionsMap()).as(said).containsKey(word);
      } else if (!in.getSubcommands().isEmpty()) {
        assertThat(in.getSubcommands()).as(said).containsKey(word);
        in = in.getSubcommands().get(word);
      }
    }
  }

  private static boolean isUsher(String text) {
    return text.startsWith("usher ") || text.startsWith("./usher ");
  }

  private static String[] arguments(String typed) {
    String[] words = typed.replace("\"", "").split("\\s+");
    return List.of(words).subList(1, words.length).toArray(String[]::new);
  }

  private static CommandLine commands() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(InputStream.nullInputStream(), nowhere, nowhere, "", Map.of());
    return Main.commands(USHER, terminal, "");
  }

  @Test
  void everyCodeOfAnErrorIsTold() throws IOException {
    Set<String> told = new TreeSet<>();
    for (MatchResult row :
        found(
            Pattern.compile("^\\| (`[^|]*) \\|", Pattern.MULTILINE),
            Files.readString(ROOT.resolve("docs/errors.md")))) {
      found(Pattern.compile("`([a-z-]+)`"), row.group(1)).forEach(code -> told.add(code.group(1)));
    }
    Set<String> words = words();
    // unknown-role and its like are put together.
    assertThat(told)
        .allMatch(
            code -> words.contains(code) || code.matches("unknown-(role|team|system|directory)"));
    // With a hyphen, and no word of the language: then it is a code.
    Set<String> language =
        Set.of(
            "may-move",
            "on-request",
            "at-most",
            "approved-by",
            "at-once",
            "on-approval",
            "not-done",
            "adopt-roles",
            "adopt-accounts");
    Set<String> kinds = Set.of("foreign-table", "materialized-view");
    Set<String> redis = Set.of("sanitize-payload", "usher-mark", "usher-writer");
    Set<String> codes =
        words.stream()
            .filter(word -> word.matches("[a-z]+(-[a-z]+)+"))
            .filter(word -> !language.contains(word) && !kinds.contains(word))
            .filter(word -> !redis.contains(word))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(told).containsAll(codes);
  }

  /** What SCIM is answered has no code; it is made of problems like the others. */
  @Test
  void everyProblemOfTheServerIsToldAndHasATest() throws IOException {
    Pattern problem = Pattern.compile("new Problem\\(\\s*[\\w.()]+,\\s*\"([a-z-]+)\"");
    Map<Path, String> routes = java("server/src/main/java");
    Set<String> codes = new TreeSet<>();
    Set<String> sent = new TreeSet<>();
    routes.forEach(
        (file, text) ->
            found(problem, text)
                .forEach(
                    one -> {
                      codes.add(one.group(1));
                      if (!file.endsWith("ScimProblems.java")) sent.add(one.group(1));
                    }));
    String page = Files.readString(ROOT.resolve("docs/errors.md"));
    String section = page.substring(page.indexOf("\n## Of the server"));
    assertThat(
            found(Pattern.compile("`([a-z-]+)` \\((?:400|4\\d\\d|5\\d\\d)\\b"), section).stream()
                .map(one -> one.group(1)))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(codes);
    String tests =
        String.join("", java("server/src/test/java").values())
            + String.join("", java("cli/src/test/java").values());
    assertThat(sent)
        .allSatisfy(code -> assertThat(tests).containsPattern("[\" ]" + code + "\\\\?[\"\n]"));
  }

  private static Map<Path, String> java(String folder) throws IOException {
    Map<Path, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList())
        texts.put(file, Files.readString(file));
    }
    return texts;
  }

  @Test
  void everyTestThatHoldsAFactIsThere() throws IOException {
    List<MatchResult> named =
        found(
            Pattern.compile("`([A-Z]\\w*)\\.(\\w+)`"),
            Files.readString(ROOT.resolve("docs/facts.md")));
    assertThat(named).isNotEmpty();
    // Several connectors have tests of one name.
    Map<String, String> classes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file :
          files.filter(one -> one.toString().matches(".*/src/.*(Test|Contract)\\.java")).toList())
        classes.merge(
            file.getFileName().toString().replace(".java", ""),
            Files.readString(file),
            String::concat);
    }
    for (MatchResult one : named)
      assertThat(classes.get(one.group(1))).as(one.group()).contains("void " + one.group(2) + "(");
  }

  /** All texts of one word in the production code of the rooms that tell errors. */
  private static Set<String> words() throws IOException {
    Set<String> words = new TreeSet<>();
    for (String room :
        List.of(
            "core",
            "policy",
            "sql",
            "connectors/api",
            "connectors/postgres",
            "connectors/mariadb",
            "connectors/redis",
            "engine")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(room).resolve("src/main/java"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          found(Pattern.compile("\"([a-z-]+)\""), Files.readString(file))
              .forEach(word -> words.add(word.group(1)));
        }
      }
    }
    return words;
  }

  /** The page without its blocks of code. */
  private static String prose(Path page) throws IOException {
    return BLOCK.matcher(Files.readString(page)).replaceAll("");
  }

  /** Headings as links name them: in lower case, spaces as hyphens, without other signs. */
  private static Set<String> anchors(Path page) throws IOException {
    return found(Pattern.compile("^#+ (.*)$", Pattern.MULTILINE), prose(page)).stream()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static List<MatchResult> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
