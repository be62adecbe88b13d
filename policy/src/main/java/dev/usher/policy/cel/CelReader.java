package dev.usher.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.usher.core.condition.Condition;
import dev.usher.core.model.Parsed;
import dev.usher.policy.text.Words;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** One condition's text to our own tree. The only class that starts CEL. */
final class CelReader {
  private static final CelOptions OPTIONS =
      CelOptions.current().maxParseRecursionDepth(32).maxParseErrorRecoveryLimit(5).build();

  private final Map<Scope, CelCompiler> compilers = new EnumMap<>(Scope.class);

  CelReader() {
    for (Scope scope : Scope.values()) compilers.put(scope, compiler(scope));
  }

  private static CelCompiler compiler(Scope scope) {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.HAS);
    for (String name : scope.names())
      builder.addVar(name, MapType.create(SimpleType.STRING, SimpleType.DYN));
    return builder.build();
  }

  /**
   * @param scope what it may speak of
   */
  Parsed<Condition> read(String text, Scope scope) {
    CelCompiler compiler = Objects.requireNonNull(compilers.get(scope));
    CelValidationResult parsed = compiler.parse(text);
    if (parsed.hasError()) return wrong(text, scope, parsed);
    try {
      CelValidationResult checked = compiler.check(parsed.getAst());
      if (checked.hasError()) return wrong(text, scope, checked);
      CelAbstractSyntaxTree tree = checked.getAst();
      return new Parsed.Ok<>(new CelTree(text, tree.getSource()).condition(tree.getExpr()));
    } catch (CelValidationException failure) {
      throw new IllegalStateException("it had no error", failure);
    } catch (Refused refused) {
      return refused.wrong();
    }
  }

  /** The first thing that CEL itself finds wrong, in our words where they are clearer. */
  private static Parsed.Wrong<Condition> wrong(
      String text, Scope scope, CelValidationResult result) {
    if (result.getErrors().isEmpty()) {
      return new Parsed.Wrong<>("bad-condition", "this is no condition", EXAMPLE, 0, text.length());
    }
    CelIssue issue = result.getErrors().getFirst();
    int offset = offset(text, result.getSource(), issue.getSourceLocation());
    String message = issue.getMessage().lines().findFirst().orElse("");
    if (message.startsWith("undeclared reference to")) {
      String name = message.replaceFirst("undeclared reference to '?([^ ']*).*", "$1");
      return at(text, offset, scope.lacks(name), scope.hint(name));
    }
    if (message.startsWith("found no matching overload")) {
      return at(
          text,
          offset,
          "these two do not go together: " + shortened(message),
          "compare values of one type: a text is written in quotes, a number without");
    }
    if (message.contains("token recognition error at: '=")) {
      return at(text, offset, "a single `=` means nothing here", "write == to compare");
    }
    return at(text, offset, "this is no condition: " + shortened(message), EXAMPLE);
  }

  private static final String EXAMPLE = "write something like row.region == subject.region";

  private static String shortened(String message) {
    String plain =
        message
            .replaceFirst("^ERROR: <input>:[0-9]+:[0-9]+: ", "")
            .replaceFirst("^found no matching overload for ", "")
            .replaceFirst(" \\(candidates.*", "")
            .replaceFirst("expecting \\{.*", "something else is expected");
    return Words.shown(plain);
  }

  private static Parsed.Wrong<Condition> at(String text, int offset, String message, String hint) {
    return new Parsed.Wrong<>("bad-condition", message, hint, offset, CelTree.word(text, offset));
  }

  private static int offset(String text, CelSource source, CelSourceLocation location) {
    int points = source.getLocationOffset(location).orElse(0);
    return text.offsetByCodePoints(0, Math.clamp(points, 0, text.codePointCount(0, text.length())));
  }
}
