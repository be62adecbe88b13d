package dev.usher.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What one benchmark came to; its components are the keys of {@code --json}.
 *
 * @param date as ISO 8601 has it
 * @param figures the promises first
 */
record Report(String benchmark, String about, String date, Machine machine, List<Figure> figures) {

  boolean isKept() {
    return figures.stream().allMatch(Figure::isKept);
  }

  /** One line for each figure; a promise that was not kept is marked. */
  String text() {
    int widest = figures.stream().mapToInt(figure -> figure.what().length()).max().orElse(0);
    return benchmark
        + ": "
        + about
        + "\n"
        + date
        + ", "
        + machine
        + "\n"
        + figures.stream()
            .map(
                figure ->
                    ("  %s %-" + widest + "s  %s\n")
                        .formatted(mark(figure), figure.what(), figure.amount()))
            .collect(Collectors.joining());
  }

  private static String mark(Figure figure) {
    if (figure.atMost().isEmpty()) return "    ";
    return figure.isKept() ? "kept" : "MISS";
  }
}
