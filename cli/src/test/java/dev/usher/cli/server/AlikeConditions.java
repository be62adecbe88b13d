package dev.usher.cli.server;

import static dev.usher.cli.server.AlikePolicy.quoted;
import static dev.usher.cli.server.AlikeRow.one;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Random conditions over rows, and over an application's resources. */
record AlikeConditions(RandomGenerator random) {
  /** A condition and the columns that it reads. */
  record Rows(String text, Set<String> columns) {
    static Rows of(String text, String... columns) {
      return new Rows(text, Set.of(columns));
    }

    Rows with(Rows other, String text) {
      Set<String> both = new TreeSet<>(columns);
      both.addAll(other.columns);
      return new Rows(text, both);
    }
  }

  private boolean in(int many) {
    return random.nextInt(many) == 0;
  }

  Rows rows(int depth) {
    if (depth == 0 || in(3)) return leaf();
    Rows left = rows(depth - 1);
    Rows right = rows(depth - 1);
    return switch (random.nextInt(4)) {
      case 0 -> left.with(right, "(%s) && (%s)".formatted(left.text(), right.text()));
      case 1 -> left.with(right, "(%s) || (%s)".formatted(left.text(), right.text()));
      case 2 -> new Rows("!(%s)".formatted(left.text()), left.columns());
      default -> {
        Rows test = leaf();
        yield test.with(left, "")
            .with(right, "(%s) ? (%s) : (%s)".formatted(test.text(), left.text(), right.text()));
      }
    };
  }

  private String op() {
    return one(List.of("==", "!=", "<", "<=", ">", ">="), random);
  }

  private String constant() {
    return quoted(one(AlikeRow.TEXTS, random));
  }

  private Rows leaf() {
    String text = one(List.of("region", "note"), random);
    return switch (random.nextInt(20)) {
      case 0 -> Rows.of("row.%s %s subject.word".formatted(text, op()), text);
      case 1 -> Rows.of("row.%s %s %s".formatted(text, op(), constant()), text);
      case 2, 3 -> Rows.of("row.%s in subject.words".formatted(text), text);
      case 4 -> Rows.of("row.%s in [%s, %s]".formatted(text, constant(), constant()), text);
      case 5 ->
          Rows.of(
              "row.%s.%s(%s)"
                  .formatted(
                      text, one(List.of("startsWith", "endsWith", "contains"), random), part()),
              text);
      case 6 -> Rows.of("row.total %s subject.level".formatted(op()), "total");
      case 7 -> Rows.of("row.total %s %d".formatted(op(), one(AlikeRow.WHOLES, random)), "total");
      case 8 -> Rows.of("row.total in subject.levels", "total");
      case 9 -> Rows.of("row.big %s row.total".formatted(op()), "big", "total");
      case 10 -> Rows.of("row.big %s 9007199254740993".formatted(op()), "big");
      case 11 -> Rows.of(in(2) ? "row.open" : "row.open == subject.flag", "open");
      case 12 ->
          Rows.of(
              "row.price %s %s".formatted(op(), one(List.of("0.1", "0.105", "7"), random)),
              "price");
      case 13 -> Rows.of("row.price %s subject.level".formatted(op()), "price");
      case 14 ->
          Rows.of(
              "row.score %s %s"
                  .formatted(op(), one(List.of("0.0", "1.5", "0.1", "subject.rate"), random)),
              "score");
      case 15 -> Rows.of(in(2) ? "row.ref == subject.key" : "row.ref in subject.keys", "ref");
      case 16 -> Rows.of("row.at %s timestamp(\"2026-10-25T00:30:00Z\")".formatted(op()), "at");
      case 17 -> Rows.of("has(subject.word)");
      default -> {
        String column = one(List.copyOf(AlikeRow.COLUMNS.keySet()), random);
        yield Rows.of("has(row.%s)".formatted(column), column);
      }
    };
  }

  private String part() {
    return quoted(one(List.of("a%", "_", "'", "no", "th", "\\", "d", "\uD83D\uDE00"), random));
  }

  String when(int depth) {
    if (depth > 0 && in(2)) {
      String left = when(depth - 1);
      String right = when(depth - 1);
      return switch (random.nextInt(3)) {
        case 0 -> "(%s) && (%s)".formatted(left, right);
        case 1 -> "(%s) || (%s)".formatted(left, right);
        default -> "!(%s)".formatted(left);
      };
    }
    return switch (random.nextInt(12)) {
      case 0 -> "resource.total %s %s".formatted(op(), one(List.of("7", "0.1", "100"), random));
      case 1 -> "resource.total %s subject.level".formatted(op());
      case 2 -> "resource.region in subject.words";
      case 3 -> "resource.region == subject.word";
      case 4 -> "resource.paid";
      case 5 -> "has(resource.placed)";
      case 6 -> "resource.placed %s timestamp(\"2026-10-25T00:30:00Z\")".formatted(op());
      case 7 -> "context.mfa";
      case 8 -> "!has(context.mfa)";
      case 9 -> "context.from == \"office\" || context.hour < 7";
      case 10 -> "subject.level %s 4".formatted(op());
      default -> "has(subject.word) && subject.flag";
    };
  }
}
