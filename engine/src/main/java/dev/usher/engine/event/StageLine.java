package dev.usher.engine.event;

import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Phase;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the ledger says of a stage that is about to run: {@code stage 1 of 2, end sessions in
 * prod/shop-db: 3 statements}. It is written and read here, so that both stay of one form.
 */
public record StageLine(int id, int of, Phase phase, Target target, int statements) {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "stage (\\d{1,9}) of (\\d{1,9}), ([a-z ]+) in ([^/\\s]+)/([^/\\s]+): (\\d{1,9}) statements?");

  @Override
  public String toString() {
    return "stage %d of %d, %s in %s: %d %s"
        .formatted(
            id, of, word(phase), target, statements, statements == 1 ? "statement" : "statements");
  }

  /** Empty for a text of another form. */
  public static Optional<StageLine> parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) return Optional.empty();
    for (Phase phase : Phase.values())
      if (word(phase).equals(matcher.group(3)))
        return Optional.of(
            new StageLine(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                phase,
                new Target(matcher.group(4), matcher.group(5)),
                Integer.parseInt(matcher.group(6))));
    return Optional.empty();
  }

  private static String word(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
