package dev.usher.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.check.Index;
import dev.usher.core.check.SipHash;
import dev.usher.core.model.Policy;
import dev.usher.engine.check.Changes.Change;
import dev.usher.engine.check.Changes.Since;
import dev.usher.engine.follow.InForce;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LiveIndexTest {
  private static final Instant NOW = Instant.parse("2026-12-01T10:00:00Z");

  private final List<Change> committed = new ArrayList<>();
  private boolean isWhole = true;
  private int all;
  private final List<Set<String>> some = new ArrayList<>();

  private final Changes changes =
      new Changes() {
        @Override
        public long last() {
          return committed.size();
        }

        @Override
        public Since since(long number) {
          List<Change> after = committed.stream().filter(one -> one.number() > number).toList();
          return new Since(after, isWhole, Duration.ZERO);
        }

        @Override
        public void await(Duration longest) {}

        @Override
        public void close() {}
      };

  private final Indexing indexing =
      new Indexing() {
        @Override
        public Made all(Path policy, String revision) {
          all++;
          Policy nobody =
              new Policy(
                  ZoneOffset.UTC,
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  List.of(),
                  List.of(),
                  List.of());
          return new Made.Whole(Index.of(nobody, NOW, Map.of(), revision, new SipHash(1, 2)));
        }

        @Override
        public Made some(Index before, Path policy, Set<String> subjects, String revision) {
          some.add(subjects);
          return new Made.Whole(before.with(Map.of(), revision));
        }
      };

  private final LiveIndex index =
      new LiveIndex(
          () -> Optional.of(new InForce.Revision("r", Path.of("policy"))),
          indexing,
          changes,
          InstantSource.fixed(NOW),
          trouble -> {
            throw trouble;
          });

  private void commit(long people) {
    LongStream.range(0, people)
        .mapToObj(one -> new Change(committed.size() + 1L, Optional.of("p" + one)))
        .forEach(committed::add);
  }

  /** A directory that tells of many at once costs what these are, and not what all are. */
  @Test
  void howeverManyChangeNobodyElseIsWorkedOut() {
    index.look();
    assertThat(all).isEqualTo(1);
    commit(25_000);
    index.look();
    assertThat(all).as("made of everybody").isEqualTo(1);
    assertThat(some).hasSize(1);
    assertThat(some.getFirst()).hasSize(25_000);
    assertThat(index.known().number()).isEqualTo(25_000);
    assertThat(index.known().revision()).isEqualTo("r.25000");
    index.look();
    assertThat(some).as("nothing is new").hasSize(1);
  }

  /** What comes before and after it is in it. */
  @Test
  void whatConcernsEverybodyIsMadeOfEverybodyOnce() {
    index.look();
    commit(25_000);
    committed.add(new Change(committed.size() + 1L, Optional.empty()));
    commit(25_000);
    index.look();
    assertThat(all).isEqualTo(2);
    assertThat(some).isEmpty();
    assertThat(index.known().number()).isEqualTo(50_001);
    isWhole = false;
    commit(20_000);
    index.look();
    assertThat(all).as("some changes are missing").isEqualTo(3);
    assertThat(some).isEmpty();
  }
}
