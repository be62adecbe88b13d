package dev.usher.bench;

import dev.usher.core.check.Index;
import dev.usher.core.condition.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A small policy for peers: roles that read documents, and everybody writes those of their own
 * region.
 */
final class Authors {
  static final Library LIBRARY = new Library(100, 10, 2, 10, true);

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** Questions that are asked again and again. */
  private static final int HOT = 1_000;

  record Question(int person, String action, int document) {
    boolean isYes() {
      return action.equals("write")
          ? Library.region(person).equals(Library.region(document))
          : IntStream.of(LIBRARY.roles(person, 0))
              .anyMatch(role -> role == document / LIBRARY.documents());
    }
  }

  private Authors() {}

  /** Half of them to write; of those to read about half are allowed. */
  static Question[] questions() {
    SplittableRandom random = new SplittableRandom(1);
    return IntStream.range(0, HOT)
        .mapToObj(
            i -> {
              int person = random.nextInt(LIBRARY.people());
              int role = LIBRARY.roles(person, 0)[0];
              int document =
                  i % 4 == 0
                      ? LIBRARY.documents(role)[random.nextInt(LIBRARY.documents())]
                      : random.nextInt(LIBRARY.all());
              return new Question(person, i % 2 == 0 ? "read" : "write", document);
            })
        .toArray(Question[]::new);
  }

  static IntPredicate usher(Question[] questions) {
    Index index =
        Index.of(
            LIBRARY.joined(Library.withAuthors(LIBRARY.text())), NOW, Map.of(), "1", Library.HASH);
    String[] subjects = strings(questions, one -> Library.subject(one.person()));
    String[] resources = strings(questions, one -> Library.address(one.document()));
    List<Optional<Map<String, Value>>> attributes =
        Arrays.stream(questions).map(one -> region(one.document())).toList();
    return i -> {
      int at = i % questions.length;
      return index.allows(
          subjects[at], questions[at].action(), resources[at], attributes.get(at), Map.of());
    };
  }

  static void compare(Question[] questions, IntPredicate ask) {
    for (int i = 0; i < questions.length; i++)
      if (ask.test(i) != questions[i].isYes())
        throw new IllegalStateException("answered wrongly: " + questions[i]);
  }

  private static String[] strings(Question[] questions, Function<Question, String> of) {
    return Arrays.stream(questions).map(of).toArray(String[]::new);
  }

  private static Optional<Map<String, Value>> region(int document) {
    return Optional.of(Map.of("region", new Value.Text(Library.region(document))));
  }
}
