package dev.usher.policy.text;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diagnostic.Diagnostic.Snippet;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** All that is found wrong or worth saying in one reading. */
public final class Problems {
  /** More than anybody reads; the rest are counted. */
  private static final int MOST = 1000;

  private static final Comparator<Found> ORDER =
      Comparator.comparing((Found found) -> found.at.isPresent())
          .thenComparing(found -> found.at.orElse(new Source("", 0, 0)))
          .thenComparing(Found::severity)
          .thenComparing(Found::message);

  private record Found(
      Severity severity,
      String code,
      String message,
      Optional<String> hint,
      Optional<Source> at,
      int length) {}

  private final Map<String, SourceText> texts = new HashMap<>();
  private final List<Found> found = new ArrayList<>();
  private final Set<Source> secret = new HashSet<>();
  private boolean incomplete;
  private int errors;
  private int left;

  /** The text that places are in. */
  public void add(SourceText text) {
    texts.put(text.file(), text);
  }

  /**
   * Some text could not be read, so what looks undefined may be defined there: codes that begin
   * with {@code unknown-} and speak of names are no longer told.
   */
  public void incomplete() {
    incomplete = true;
  }

  public boolean isIncomplete() {
    return incomplete;
  }

  public boolean hasErrors() {
    return errors > 0;
  }

  public void error(String code, Source at, String message, String hint) {
    add(new Found(Severity.ERROR, code, message, Optional.of(hint), Optional.of(at), 0));
  }

  /**
   * @param length of the caret, in chars
   */
  void error(String code, Source at, int length, String message, String hint) {
    add(new Found(Severity.ERROR, code, message, Optional.of(hint), Optional.of(at), length));
  }

  /** An error of the whole folder. */
  public void error(String code, String message, String hint) {
    add(new Found(Severity.ERROR, code, message, Optional.of(hint), Optional.empty(), 0));
  }

  /** An error inside a scalar. */
  public void inside(Node.Scalar scalar, Parsed.Wrong<?> wrong) {
    if (found.size() >= MOST) {
      errors++;
      left++;
      return;
    }
    SourceText text = texts.get(scalar.at().file());
    Source at =
        wrong.offset() == 0 && wrong.length() >= scalar.value().length() || text == null
            ? scalar.at()
            : text.inside(scalar, wrong.offset());
    int length = at.equals(scalar.at()) ? 0 : wrong.length();
    if (scalar.style() == Node.Style.PLAIN) length = wrong.length();
    add(
        new Found(
            Severity.ERROR,
            wrong.code(),
            wrong.message(),
            Optional.of(wrong.hint()),
            Optional.of(at),
            length));
  }

  public void warning(String code, Source at, String message, String hint) {
    add(new Found(Severity.WARNING, code, message, Optional.of(hint), Optional.of(at), 0));
  }

  public void note(String code, Source at, String message) {
    add(new Found(Severity.NOTE, code, message, Optional.empty(), Optional.of(at), 0));
  }

  /** What the language has and this version does not carry out. */
  public void notYet(Source at, String message) {
    note("not-carried-out-yet", at, message);
  }

  /** Takes over what another reading of the same texts, or of some of them, found. */
  public void addAll(Problems other) {
    other.found.forEach(this::add);
    secret.addAll(other.secret);
    left += other.left;
    errors += other.errors - other.count(Severity.ERROR);
    incomplete |= other.incomplete;
  }

  /** Those that are kept. */
  private int count(Severity severity) {
    return (int) found.stream().filter(one -> one.severity == severity).count();
  }

  private void add(Found problem) {
    if (incomplete && problem.code.startsWith("unknown-") && !problem.code.equals("unknown-key")) {
      return;
    }
    if (problem.severity == Severity.ERROR) errors++;
    if (found.size() >= MOST) left++;
    else found.add(problem);
  }

  /** The scalar holds, or may hold, a secret: no snippet shows it. */
  public void secret(Node node) {
    switch (node) {
      case Node.Scalar scalar -> secret.add(scalar.at());
      case Node.Many many -> many.items().forEach(this::secret);
      case Node.Keyed keyed -> keyed.entries().values().forEach(entry -> secret(entry.value()));
      case Node.Broken _ -> {}
    }
  }

  /** Everything, by place; what has none comes first. */
  public List<Diagnostic> sorted() {
    Set<Found> once = new HashSet<>();
    List<Diagnostic> all = new ArrayList<>();
    Snippets snippets = new Snippets(secret);
    found.stream()
        .sorted(ORDER)
        .filter(once::add)
        .map(problem -> diagnostic(problem, snippets))
        .forEach(all::add);
    if (left > 0) {
      all.add(
          new Diagnostic(
              errors > 0 ? Severity.ERROR : Severity.NOTE,
              "too-many",
              "and " + left + " more",
              Optional.of("mend these first"),
              Optional.empty(),
              Optional.empty()));
    }
    return all;
  }

  /** Gives what is found out later, at a place in these texts, the line that it speaks of. */
  public UnaryOperator<Diagnostic> located() {
    Map<String, SourceText> read = Map.copyOf(texts);
    Snippets snippets = new Snippets(secret);
    return one ->
        one.snippet().isPresent()
            ? one
            : new Diagnostic(
                one.severity(),
                one.code(),
                one.message(),
                one.hint(),
                one.at(),
                one.at().flatMap(at -> snippet(read, snippets, at, 0)));
  }

  private Diagnostic diagnostic(Found problem, Snippets snippets) {
    return new Diagnostic(
        problem.severity,
        problem.code,
        problem.message,
        problem.hint,
        problem.at,
        problem.at.flatMap(at -> snippet(texts, snippets, at, problem.length)));
  }

  private static Optional<Snippet> snippet(
      Map<String, SourceText> texts, Snippets snippets, Source at, int length) {
    return Optional.ofNullable(texts.get(at.file()))
        .filter(text -> !text.text().isEmpty())
        .map(text -> snippets.of(text, at, length));
  }
}
