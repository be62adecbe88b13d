package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.usher.core.ledger.Entry;
import dev.usher.core.ledger.Entry.What;
import dev.usher.core.ledger.Mark;
import dev.usher.core.ledger.Past;
import dev.usher.engine.follow.OpenWork.Open;
import dev.usher.engine.follow.Recovering.Answer;
import dev.usher.engine.past.Pasts.Behind;
import dev.usher.testkit.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose realms were gone on with by another one. */
@Timeout(300)
class OvertakenTest {
  private static final String EVERYWHERE =
      """
      environments: { prod: {}, dev: {} }
      grants:
        - { to: "team:readers", role: reader, in: [prod, dev] }
        - { to: "team:writers", role: writer, in: [prod, dev] }
      """;

  @TempDir Path folder;
  private Followed here;

  @BeforeEach
  void start() throws IOException {
    here = new Followed(folder);
    here.policy("one", EVERYWHERE);
    here.say("ada", "Readers");
    here.say("bo", "Writers");
    here.say("eve", "Readers");
    until(
        "they are in",
        () -> reads("ada") && reads("bo") && reads("eve") && here.open.all().isEmpty());
    until("all of it was looked at", () -> !here.realms.all().isEmpty());
  }

  @AfterEach
  void stop() {
    here.close();
  }

  /** What a copy of this server's store, with the same numbers, would have left there. */
  @Test
  void a_copy_has_gone_on_there_so_it_only_takes_away_until_somebody_recovers() throws IOException {
    Past ours = past(here.prod);
    Past copys = new Past(ours.instance(), ours.epoch(), ours.sequence() + 1, "0123456789abcdef");
    overtake(here.prod, copys);
    overtake(here.dev, copys);

    here.say("cy", "Readers");
    until("it was tried", () -> failure("cy").isPresent());
    assertThat(failure("cy").orElseThrow()).contains("another usher", "usher recover");
    here.say("bo", "Readers");
    until("what bo has no more is taken", () -> !here.can(here.prod, "bo_prod", "UPDATE"));
    here.say("ada");
    until("who leaves is out", () -> !here.is(here.prod, "ada_prod"));
    assertThat(here.is(here.prod, "cy_prod")).as(here::told).isFalse();
    assertThat(here.pasts.behind())
        .extracting(Behind::found)
        .allMatch(mark -> mark.contains(copys.toString()));
    assertThat(past(here.prod)).as("the other's mark stays").isEqualTo(copys);

    // Nothing is taken from anybody because an old policy did not mean it.
    here.policy("two", "environments: { prod: {}, dev: {} }\n");
    until(
        "the policy was tried",
        () ->
            here.realms.all().stream()
                .allMatch(one -> one.tried().equals(Optional.of("two")) && one.attempts() > 0));
    assertThat(reads("eve")).as(here::told).isTrue();
    here.policy("three", EVERYWHERE);

    assertThat(here.recovering.recover(Set.of(), "token:carol"))
        .asInstanceOf(type(Answer.Refused.class))
        .extracting(Answer.Refused::why)
        .asString()
        .contains("okta", "--without okta");
    assertThat(here.recovering.recover(Set.of("okta"), "token:carol"))
        .isInstanceOf(Answer.Done.class);
    until("cy is in", () -> reads("cy") && here.open.all().isEmpty());
    assertThat(past(here.prod).epoch()).isEqualTo(ours.epoch() + 1);
    assertThat(here.pasts.behind()).isEmpty();
    assertThat(here.ledger.read().entries())
        .filteredOn(entry -> entry.what() == What.SETTING)
        .extracting(Entry::by)
        .containsExactly("token:carol");
    assertThat(here.recovering.recover(Set.of("okta"), "token:carol"))
        .isInstanceOf(Answer.Refused.class);
  }

  /** It may live, and hold a connection: what it has begun must not be done behind a look. */
  @Test
  void who_was_cut_off_in_the_middle_is_shut_off_before_anything_is_believed() throws IOException {
    String realm = here.realms.all().getFirst().realm();
    Past cutOff = here.pasts.begin(realm);
    here.policy("two", EVERYWHERE + "people: { dan: {} }\n");
    until("it is looked at", () -> !here.pasts.isCutOff(realm));
    for (Database one : List.of(here.prod, here.dev))
      assertThat(past(one).sequence()).isGreaterThan(cutOff.sequence());
  }

  /**
   * The first database is dev's: every apply leaves its mark there, wherever else it changes
   * anything.
   */
  @Test
  void whoever_changes_another_database_is_found_in_the_first_one() throws IOException {
    Past before = past(here.dev);
    String grantees =
        "select distinct grantee from information_schema.role_table_grants"
            + " where table_name = 'orders' and privilege_type = 'INSERT' and grantee like 'usher%'";
    String writers = here.prod.rows(grantees).getFirst().getFirst();
    here.prod.run("revoke insert on orders from \"" + writers + "\"");
    here.policy("two", EVERYWHERE + "people: { dan: {} }\n");
    until("it is put back", () -> here.can(here.prod, "bo_prod", "INSERT"));
    until("it has ended", () -> past(here.prod).equals(past(here.dev)));
    assertThat(past(here.dev).sequence()).isGreaterThan(before.sequence());
  }

  /** It is not in the first database, so only a look at all finds it; then nothing is given. */
  @Test
  void whoWasElsewhereAloneIsFoundByTheNextLookAtAll() {
    overtake(here.prod, new Past("00000000-0000-0000-0000-000000000000", 7, 3, "0123456789abcdef"));
    here.ahead.set(Duration.ofHours(1));
    until("it is found", () -> !here.pasts.behind().isEmpty());
    here.say("cy", "Readers");
    until("it was tried", () -> failure("cy").isPresent());
    assertThat(failure("cy").orElseThrow()).contains("another usher", "usher recover");
    assertThat(here.is(here.dev, "cy_dev")).as(here::told).isFalse();
    assertThat(here.pasts.behind()).as("it stays known").isNotEmpty();
  }

  /** Another store altogether, such as a new one in place of one that was thrown away. */
  @Test
  void another_store_is_taken_over_from_by_name() {
    overtake(here.dev, new Past("00000000-0000-0000-0000-000000000000", 7, 3, "0123456789abcdef"));
    here.say("cy", "Readers");
    until("it was tried", () -> failure("cy").isPresent());
    here.recovering.recover(Set.of("okta"), "token:carol");
    until("cy is in", () -> reads("cy") && here.open.all().isEmpty());
    assertThat(past(here.dev).epoch()).isEqualTo(8);
  }

  private boolean reads(String who) {
    return here.can(here.prod, who + "_prod", "SELECT")
        && here.can(here.dev, who + "_dev", "SELECT");
  }

  private Optional<String> failure(String who) {
    return here.open.all().stream()
        .filter(one -> one.subject().equals(who))
        .findFirst()
        .flatMap(Open::failure);
  }

  private static Past past(Database database) {
    String mark = database.rows("select head from usher.ledger").getFirst().getFirst();
    return Mark.parse(mark).orElseThrow().past().orElseThrow();
  }

  private static void overtake(Database database, Past by) {
    database.run("update usher.ledger set head = split_part(head, ' ', 1) || ' " + by + "'");
  }
}
