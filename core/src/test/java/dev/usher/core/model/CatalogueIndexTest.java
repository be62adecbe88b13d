package dev.usher.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.model.Pattern.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a pattern means is always near it, however deep a system's things lie. */
class CatalogueIndexTest {
  private static final Target TARGET = new Target("prod", "lake");

  private static Resource thing(String... path) {
    List<Segment> segments = new ArrayList<>();
    for (String name : path) segments.add(Segment.plain(name));
    return new Resource(TARGET, segments, Optional.empty());
  }

  private static Pattern pattern(Name... path) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.One("", Name.of("prod")));
    steps.add(new Step.One("", Name.of("lake")));
    for (Name name : path) steps.add(new Step.One("", name));
    return new Pattern(steps, Optional.empty());
  }

  @Test
  void nothingThatIsMeantIsFarAway() {
    Map<Resource, Catalogue.Entry> entries = new HashMap<>();
    List<Resource> things =
        List.of(thing(), thing("a"), thing("a", "b"), thing("a", "b", "c"), thing("x", "b", "c"));
    things.forEach(thing -> entries.put(thing, Catalogue.Entry.BARE));
    CatalogueIndex index = new CatalogueIndex(new Catalogue(entries));
    Name any = new Name.Any();
    List<Pattern> patterns =
        List.of(
            pattern(),
            pattern(any),
            pattern(Name.of("a"), any),
            pattern(Name.of("a"), Name.of("b"), any),
            pattern(any, Name.of("b"), Name.of("c")),
            pattern(any, any, Name.of("c", "d")));
    for (Pattern pattern : patterns) {
      List<Resource> meant = things.stream().filter(pattern::covers).toList();
      assertThat(meant).as(pattern.toString()).isNotEmpty();
      assertThat(index.near(List.of(pattern))).as(pattern.toString()).containsAll(meant);
    }
  }
}
