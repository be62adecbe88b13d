package dev.usher.store.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.access.Roster.Person;
import dev.usher.testkit.Seeds;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is asked for together with everybody is told the same as who is asked for alone. */
class PostgresDirectoriesTest {
  private static final Instant THEN = Instant.parse("2026-11-29T08:00:00Z");
  private static final int PEOPLE = 12;
  private static final int GROUPS = 6;
  private static DirectoryStore store;

  @BeforeAll
  static void start(@TempDir Path folder) {
    store = new DirectoryStore(folder);
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Test
  void everybodyIsToldAsEachIsAlone() {
    Set<String> names = new HashSet<>();
    Seeds.each(
        15,
        random -> {
          store.empty();
          List<String> people = fill(random);
          Map<String, Person> together = byName(store.directories.everybody().directories());
          Map<String, Person> alone = new TreeMap<>();
          for (String one : people)
            alone.putAll(byName(store.directories.of(List.of(one)).directories()));
          assertThat(together).isEqualTo(alone);
          together.values().forEach(one -> names.addAll(one.groups()));
        });
    assertThat(names).as("names now and before").contains("g0", "g1", "was0", "was1");
  }

  private static Map<String, Person> byName(Map<String, List<Person>> directories) {
    Map<String, Person> people = new TreeMap<>();
    directories.values().stream()
        .flatMap(Collection::stream)
        .forEach(one -> people.put(one.name(), one));
    return people;
  }

  /** Groups within groups, in rings too, under names that they had, and people of every state. */
  private static List<String> fill(RandomGenerator random) {
    List<UUID> groups = new ArrayList<>();
    for (int i = 0; i < GROUPS; i++) {
      UUID group = new UUID(0, i);
      groups.add(group);
      boolean was = random.nextBoolean();
      store.write(
          "insert into usher_store.directory_group (id, directory, display_name, created, modified, former,"
              + " former_at, awaiting) values (?, 'okta', ?, now(), now(), cast(? as text[]),"
              + " cast(? as timestamptz[]), ?)",
          group,
          "g" + i,
          was ? "{was" + i + "}" : "{}",
          was ? "{" + (random.nextBoolean() ? time(random) : "infinity") + "}" : "{}",
          random.nextInt(4) == 0 ? time(random) : null);
    }
    List<String> people = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      UUID person = new UUID(1, i);
      people.add("p" + i);
      store.write(
          "insert into usher_store.directory_user (id, directory, user_name, subject, active, created,"
              + " modified, deleted, held, document) values (?, 'okta', ?, ?, ?, now(), now(), ?,"
              + " ?, cast('{}' as jsonb))",
          person,
          "p" + i,
          "p" + i,
          random.nextInt(4) > 0,
          random.nextInt(5) == 0 ? time(random) : null,
          random.nextInt(4) == 0 ? time(random) : null);
      store.write(
          "insert into usher_store.directory_name (subject, directory, user_id, bound)"
              + " values (?, 'okta', ?, now())",
          "p" + i,
          person);
      for (UUID group : groups) if (random.nextInt(3) == 0) member(random, group, person, false);
    }
    for (UUID group : groups)
      for (UUID other : groups)
        if (!group.equals(other) && random.nextInt(4) == 0) member(random, group, other, true);
    return people;
  }

  private static void member(RandomGenerator random, UUID group, UUID member, boolean isGroup) {
    store.write(
        "insert into usher_store.directory_member (group_id, member_id, is_group, since, told, held, awaiting)"
            + " values (?, ?, ?, ?, ?, ?, ?)",
        group,
        member,
        isGroup,
        time(random),
        random.nextInt(4) > 0,
        random.nextInt(4) == 0 ? time(random) : null,
        random.nextInt(4) == 0 ? time(random) : null);
  }

  private static Timestamp time(RandomGenerator random) {
    return Timestamp.from(THEN.plusSeconds(random.nextInt(5)));
  }
}
