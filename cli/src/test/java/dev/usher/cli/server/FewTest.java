package dev.usher.cli.server;

import static dev.usher.cli.server.Followed.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.core.condition.Value;
import dev.usher.core.model.Hold.Kind;
import dev.usher.engine.approval.Approvals;
import dev.usher.engine.follow.Deciding.Answer;
import dev.usher.testkit.Database;
import dev.usher.testkit.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Of a few people no look at all that is in the databases is taken, but where it is needed. */
@Timeout(300)
class FewTest {
  private static final String EVERYWHERE =
      """
      environments: { prod: {}, dev: {} }
      grants:
        - { to: "team:readers", role: reader, in: [prod, dev] }
        - { to: "team:writers", role: writer, in: [prod, dev] }
      """;

  private static final String NEVER =
      """
      never:
        - { who: "team:readers", can: [write], on: "prod/**", why: Said so }
      """;

  private static final String SOME =
      """
        - { to: "team:support", role: support, in: [prod, dev] }
      """;

  @TempDir Path folder;
  private Followed here;

  @BeforeEach
  void start() throws Exception {
    here = new Followed(folder);
    here.policy("one", EVERYWHERE);
    here.say("ada", "Readers");
    here.say("bo", "Writers");
    until("both are in", () -> reads("ada") && writes("bo") && here.open.all().isEmpty());
    until("all is true", () -> isAt("one"));
  }

  private boolean isAt(String policy) {
    return here.realms.all().stream().anyMatch(one -> one.revision().equals(Optional.of(policy)));
  }

  @AfterEach
  void stop() {
    here.close();
  }

  @Test
  void whoJoinsMovesIsSuspendedAndLeavesNeedsNoLookAtAll() throws Exception {
    shut();
    here.say("zoe", "Readers");
    until("zoe is in", () -> reads("zoe") && here.open.all().isEmpty());
    assertThat(writes("zoe")).isFalse();
    here.say("zoe", "Writers");
    until("zoe moved", () -> writes("zoe") && here.open.all().isEmpty());
    try (Connection session = here.session(here.prod, "zoe_prod")) {
      here.holding.say("zoe", Optional.of(Kind.SUSPENDED), "carol");
      until("zoe is shut out", () -> !isValid(session) && here.open.all().isEmpty());
      assertThat(lets("zoe_prod")).isFalse();
    }
    here.holding.say("zoe", Optional.empty(), "carol");
    until("zoe is back", () -> lets("zoe_prod") && here.open.all().isEmpty());
    here.say("zoe");
    until("zoe is gone", () -> !here.is(here.prod, "zoe_prod") && here.open.all().isEmpty());
    assertThat(here.is(here.dev, "zoe_dev")).isFalse();
    assertThat(reads("ada")).isTrue();
    assertThat(writes("bo")).isTrue();
  }

  /** That it could not be looked at, for whatever is in the way, makes nothing of it untrue. */
  @Test
  void aLookAtAllThatFailsHoldsUpNobody() throws Exception {
    here.policy("two", EVERYWHERE + NEVER);
    until("the next is true", () -> isAt("two"));
    shut();
    here.ahead.set(Duration.ofHours(1));
    until("a look failed", () -> here.realms.all().getFirst().attempts() > 0);
    here.say("zoe", "Readers");
    until("zoe is in", () -> reads("zoe") && here.open.all().isEmpty());
    here.say("bo");
    until("bo is gone", () -> !here.is(here.prod, "bo_prod") && here.open.all().isEmpty());
    assertThat(here.realms.all().getFirst().attempts()).isGreaterThan(0);
  }

  @Test
  void whoIsTriedInVainHoldsUpNobodyAndNeedsNoLookAtAllWhenTheyMove() throws Exception {
    here.policy("two", EVERYWHERE + NEVER);
    until("the next is true", () -> isAt("two"));
    here.say("zoe", "Writers", "Readers");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    shut();
    here.say("yan", "Readers");
    until("yan is in", () -> reads("yan") && here.open.all().size() == 1);
    assertThat(here.is(here.prod, "zoe_prod")).isFalse();
    here.say("zoe", "Writers");
    until("zoe is in", () -> writes("zoe") && here.open.all().isEmpty());
  }

  @Test
  void whoWouldBreakANeverIsNotLetIn() throws Exception {
    here.policy("two", EVERYWHERE + NEVER);
    until("the next is true", () -> isAt("two"));
    here.say("zoe", "Writers", "Readers");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    assertThat(here.open.all().getFirst().failure().orElseThrow()).contains("must never be");
    assertThat(here.is(here.prod, "zoe_prod")).isFalse();
    here.say("zoe", "Writers");
    until("zoe is in", () -> writes("zoe"));
  }

  /** ada is such a one, and it was found that she breaks none. */
  @Test
  void whomANeverSpeaksOfNeedsNoLookAtAllWhereSomebodyHasTheSameRoles() throws Exception {
    here.policy("two", EVERYWHERE + NEVER);
    until("the next is true", () -> isAt("two"));
    shut();
    here.say("zoe", "Readers");
    until("zoe is in", () -> reads("zoe") && here.open.all().isEmpty());
  }

  /** Whoever is refused for a never makes nobody like them welcome. */
  @Test
  void whatANeverForbidsToOneItForbidsToTheNext() throws Exception {
    here.policy("two", EVERYWHERE + NEVER);
    until("the next is true", () -> isAt("two"));
    here.say("zoe", "Writers", "Readers");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    Instant before = swept();
    here.ahead.set(Duration.ofHours(1));
    // In dev, which mends, the same never refuses the look as a whole.
    until(
        "all of it was looked at",
        () -> swept().isAfter(before) || here.realms.all().getFirst().attempts() > 0);
    here.say("yan", "Writers", "Readers");
    until(
        "yan was tried",
        () -> here.open.all().stream().filter(one -> one.attempts() > 0).count() > 1);
    assertThat(here.is(here.prod, "zoe_prod") || here.is(here.prod, "yan_prod")).isFalse();
  }

  /** Also once a look at all has found who breaks it, in dev, which mends. */
  @Test
  void whoBreaksANeverHoldsUpNobodyElse() throws Exception {
    here.policy("two", EVERYWHERE + SOME + NEVER);
    until("the next is true", () -> isAt("two"));
    here.say("zoe", "Writers", "Readers");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    here.ahead.set(Duration.ofHours(1));
    until("a look at all was refused", () -> here.realms.all().getFirst().attempts() > 0);
    here.know("sam", customers(7), "Support");
    until("sam is in", () -> rows("sam").equals(List.of("7")) && here.open.all().size() == 1);
    // Where a policy is gone, whoever it is for is planned among all.
    List<String> policy =
        here.prod
            .rows(
                "select format('drop policy %I on %I.%I', policyname, schemaname, tablename) from"
                    + " pg_policies where qual like '%customers%'")
            .getFirst();
    here.prod.run(policy.getFirst());
    here.know("tim", customers(8), "Support");
    until(
        "tim is in",
        () -> here.can(here.prod, "tim_prod", "SELECT") && here.open.all().size() == 1);
    shutOthers();
    here.say("yan", "Readers");
    until("yan is in", () -> reads("yan") && here.open.all().size() == 1);
    here.say("yan", "Writers");
    until("yan moved", () -> writes("yan") && here.open.all().size() == 1);
    assertThat(here.is(here.prod, "zoe_prod")).isFalse();
  }

  /**
   * ann is in both roles when one of them is given what a never forbids her. It is not given with
   * bo, who comes into it meanwhile, although ann is also on her way into another.
   */
  @Test
  void whatARoleIsGivenIsHeldAgainstWhatItForbidsToWhoIsInIt() throws Exception {
    String clerks = EVERYWHERE.replace("role: writer", "role: clerk");
    String clerk = "  clerk: { can: [ { do: read, on: shop-db/public/orders } ] }\n";
    here.policy("two", clerk + clerks);
    here.say("bo");
    here.say("ann", "Readers", "Writers");
    until("bo is gone", () -> !here.is(here.prod, "bo_prod") && isAt("two"));
    until("ann is in", () -> reads("ann") && here.open.all().isEmpty());
    String more =
        "  clerk: { can: [ { do: [read, write], on: shop-db/public/orders } ] }\n"
            + "  keeper: { can: [ { do: read, on: shop-db/public/orders } ] }\n"
            + clerks
            + "  - { to: \"team:writers\", role: keeper, in: [prod, dev] }\n"
            + NEVER;
    here.policy("three", more);
    until("it was refused", () -> here.realms.all().getFirst().attempts() > 0);
    here.say("bo", "Writers");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    assertThat(here.open.all().getFirst().failure().orElseThrow()).contains("must never be");
    assertThat(writes("ann")).isFalse();
    here.say("ann", "Writers");
    until("both are in", () -> writes("ann") && writes("bo") && here.open.all().isEmpty());
  }

  /**
   * ada's role is to have what a never forbids her, and the policy does not come true for it. tim
   * is the first in a role that has the same on the same table: he is given it, and she is not.
   */
  @Test
  void whatIsGivenOnOneThingIsGivenToTheirRolesAlone() throws Exception {
    String roles = "  viewer: { can: [ { do: read, on: shop-db/public/orders } ] }\n";
    String to = EVERYWHERE.replace("role: reader", "role: viewer");
    here.policy("two", roles + to);
    until("ada is a viewer", () -> isAt("two") && reads("ada") && here.open.all().isEmpty());
    here.policy(
        "three",
        roles.replace("read,", "[read, write],")
            + "  teller: { can: [ { do: [read, write], on: shop-db/public/orders } ] }\n"
            + to
            + "  - { to: \"team:support\", role: teller, in: [prod, dev] }\n"
            + NEVER);
    until("it was refused", () -> here.realms.all().getFirst().attempts() > 0);
    here.say("tim", "Support");
    until("tim is in", () -> writes("tim") && here.open.all().isEmpty());
    assertThat(writes("ada")).isFalse();
    assertThat(isAt("three")).isFalse();
  }

  /**
   * The policy takes cid out of a role and gives it more for who comes now; and it does not come
   * true, for what ada would have. Who comes first has it, and cid is out before.
   */
  @Test
  void whatARoleIsGivenForWhoComesIsNotHadByWhomThePolicyTakesOutOfIt() throws Exception {
    String clerk = "  clerk: { can: [ { do: read, on: shop-db/public/orders } ] }\n";
    String support = "  - { to: \"team:support\", role: clerk, in: [prod, dev] }\n";
    here.policy("two", clerk + EVERYWHERE + support);
    here.say("bo");
    here.say("cid", "Support");
    until("cid is a clerk", () -> isAt("two") && reads("cid") && here.open.all().isEmpty());
    here.policy(
        "three",
        clerk.replace("read,", "[read, write],")
            + EVERYWHERE
                .replace("role: writer", "role: clerk")
                .replace("role: reader", "role: writer")
            + NEVER);
    until("it was refused", () -> here.realms.all().getFirst().attempts() > 0);
    here.say("dan", "Writers");
    until("dan is in", () -> writes("dan") && here.open.all().isEmpty());
    assertThat(writes("cid")).isFalse();
    assertThat(isAt("three")).isFalse();
    assertThat(reads("ada")).isTrue();
  }

  /** The policy takes writing from a role, and does not come true, for what ada would have. */
  @Test
  void whoComesIntoARoleDoesNotHaveWhatThePolicyIsStillToTakeFromIt() throws Exception {
    String clerk = "  clerk: { can: [ { do: [read, write], on: shop-db/public/orders } ] }\n";
    narrowed(clerk, clerk.replace("[read, write]", "read"));
  }

  /** The same of rows. */
  @Test
  void whoComesIntoARoleDoesNotHaveTheRowsThatThePolicyIsStillToTakeFromIt() throws Exception {
    String clerk = "  clerk: { can: [ { do: read, on: shop-db/public/orders } ] }\n";
    narrowed(clerk, clerk.replace("orders }", "orders, rows: row.id == 7 }"));
  }

  /** And of a role that it is to include no more. */
  @Test
  void whoComesIntoARoleDoesNotHaveWhatItIsToIncludeNoMore() throws Exception {
    String clerk =
        "  clerk: { includes: [writer], can: [ { do: read, on: shop-db/public/orders } ] }\n";
    narrowed(clerk, clerk.replace("includes: [writer], ", ""));
  }

  /**
   * bo is a clerk, tim comes while the role is to be the other and cannot: he waits for the role
   * alone, and is in once it is so.
   */
  private void narrowed(String clerk, String narrow) throws Exception {
    String clerks = EVERYWHERE.replace("role: writer", "role: clerk");
    here.policy("two", clerk + clerks);
    until("bo is a clerk", () -> isAt("two") && reads("bo") && here.open.all().isEmpty());
    boolean wrote = writes("bo");
    String support = "  - { to: \"team:support\", role: clerk, in: [prod, dev] }\n";
    String broken = clerks.replace("role: reader", "role: writer") + support + NEVER;
    here.policy("three", narrow + broken);
    until("it was refused", () -> here.realms.all().getFirst().attempts() > 0);
    here.say("tim", "Support");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 1));
    assertThat(here.can(here.prod, "tim_prod", "SELECT")).isFalse();
    assertThat(here.can(here.dev, "tim_dev", "INSERT")).isFalse();
    assertThat(here.open.all().getFirst().failure().orElseThrow()).contains("clerk");
    assertThat(reads("bo")).isTrue();
    assertThat(writes("bo")).isEqualTo(wrote);
    here.policy("four", narrow + clerks + support);
    until("tim is in", () -> reads("tim") && here.open.all().isEmpty() && isAt("four"));
    assertThat(writes("tim")).isFalse();
    assertThat(writes("bo")).isFalse();
  }

  @Test
  void whoMovesIntoWhatIsRefusedHasTheOldNoMore() throws Exception {
    here.policy("two", EVERYWHERE + SOME + NEVER);
    here.know("zoe", customers(7), "Support");
    until("zoe is in", () -> rows("zoe").equals(List.of("7")) && isAt("two"));
    here.know("zoe", customers(7), "Readers", "Writers");
    until("the old is gone", () -> !here.can(here.prod, "zoe_prod", "SELECT"));
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    assertThat(here.open.all().getFirst().failure().orElseThrow()).contains("must never be");
    assertThat(here.can(here.dev, "zoe_dev", "SELECT")).isFalse();
    here.know("zoe", customers(7), "Writers");
    until("zoe is in", () -> writes("zoe") && here.open.all().isEmpty());
  }

  @Test
  void whoMovesWhereAYesIsAwaitedHasTheOldNoMore() throws Exception {
    here.policy("two", EVERYWHERE.replace("prod: {}", "prod: { apply: on-approval }"));
    until("the next is true", () -> isAt("two") && here.open.all().isEmpty());
    here.say("bo", "Readers");
    until("the old is gone", () -> !here.can(here.prod, "bo_prod", "SELECT"));
    until("prod waits", () -> !here.deciding.waiting().isEmpty());
    until("dev waits for nobody", () -> here.can(here.dev, "bo_dev", "SELECT"));
    assertThat(here.can(here.prod, "bo_prod", "SELECT")).isFalse();
    // What is asked for is what gives, and that once.
    assertThat(here.deciding.waiting()).hasSize(1);
    assertThat(here.deciding.waiting().getFirst().request().statements())
        .isNotEmpty()
        .noneMatch(sql -> sql.startsWith("REVOKE"));
    here.deciding.waiting().forEach(one -> here.deciding.decide(one.request().id(), true, "carol"));
    until("bo reads", () -> reads("bo") && here.open.all().isEmpty());
    assertThat(writes("bo")).isFalse();
  }

  /** Of whom there is none like them yet: the never is held against what exists for them alone. */
  @Test
  void whoIsTheFirstSuchNeedsNoLookAtAllForANeverTheyKeep() throws Exception {
    here.policy("two", EVERYWHERE + NEVER.replace("can: [write]", "can: [create]"));
    until("the next is true", () -> isAt("two"));
    shut();
    here.say("zoe", "Readers", "Writers");
    until("zoe is in", () -> writes("zoe") && here.open.all().isEmpty());
    here.say("yan", "Readers", "Writers");
    until("yan is in", () -> writes("yan") && here.open.all().isEmpty());
  }

  @Test
  void whoHasARoleThatIsPutOnNeedsNoLookAtAllWhereNoRowsAreGiven() throws Exception {
    String hat =
        "  auditor: { carry: switch, can: [ { do: read, on: shop-db/public/orders } ] }\n"
            + EVERYWHERE
            + SOME.replace("role: support", "role: auditor");
    here.policy("two", hat);
    here.say("sam", "Support");
    until("sam is in", () -> hats("sam") == 1 && isAt("two") && here.open.all().isEmpty());
    shut();
    here.say("zoe", "Support");
    until("zoe is in", () -> hats("zoe") == 1 && here.open.all().isEmpty());
    assertThat(reads("zoe")).as("before it is put on").isFalse();
    here.say("zoe", "Readers");
    until("zoe moved", () -> reads("zoe") && hats("zoe") == 0 && here.open.all().isEmpty());
  }

  /** Roles that somebody may put on in prod. */
  private long hats(String name) {
    return here.prod
        .rows(
            "select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname ="
                + " '"
                + name
                + "_prod' and m.set_option and not m.inherit_option")
        .size();
  }

  @Test
  void whoSeesSomeRowsNeedsNoLookAtAllWhereSomebodyHasTheSameRoles() throws Exception {
    here.policy("two", EVERYWHERE + SOME);
    here.know("sam", Map.of("customers", new Value.Many(List.of(new Value.Int(7)))), "Support");
    until("sam is in", () -> rows("sam").equals(List.of("7")) && isAt("two"));
    here.ahead.set(Duration.ofHours(1));
    until(
        "all of it was found well",
        () -> swept().isAfter(Instant.now().plus(Duration.ofMinutes(30))));
    until("nothing is open", () -> here.open.all().isEmpty());
    shut();
    here.know("zoe", Map.of("customers", new Value.Many(List.of(new Value.Int(8)))), "Support");
    until("zoe is in", () -> rows("zoe").equals(List.of("8")) && here.open.all().isEmpty());
    here.know("zoe", Map.of("customers", new Value.Many(List.of(new Value.Int(7)))), "Support");
    until("zoe sees another", () -> rows("zoe").equals(List.of("7")) && here.open.all().isEmpty());
    here.say("zoe", "Readers");
    // Some rows may be read before and all of them after.
    until(
        "zoe has moved",
        () -> reads("zoe") && attributes("zoe_prod") == 0 && here.open.all().isEmpty());
    here.say("zoe");
    until("zoe is gone", () -> !here.is(here.prod, "zoe_prod") && here.open.all().isEmpty());
    open();
    // Texts where sam has numbers: that is for the look at all to refuse.
    here.know("yan", Map.of("customers", new Value.Many(List.of(new Value.Text("x")))), "Support");
    until("it was tried", () -> here.open.all().stream().anyMatch(one -> one.attempts() > 0));
    assertThat(here.open.all().getFirst().failure().orElseThrow()).contains("several types");
    assertThat(here.is(here.prod, "yan_prod")).isFalse();
    assertThat(rows("sam")).containsExactly("7");
  }

  /** What the tables have for columns is looked at for her, once; then there is somebody alike. */
  @Test
  void whoIsTheFirstWithSuchRolesNeedsNoLookAtOtherPeople() throws Exception {
    here.policy("two", EVERYWHERE + SOME);
    here.know("sam", customers(7), "Support");
    until("sam is in", () -> rows("sam").equals(List.of("7")) && isAt("two"));
    until("nothing is open", () -> here.open.all().isEmpty());
    wellFound();
    shutOthers();
    here.know("zoe", customers(8), "Support", "Readers");
    until("zoe is in", () -> reads("zoe") && here.open.all().isEmpty());
    assertThat(rows("zoe")).containsExactly("7", "8");
    assertThat(attributes("zoe_prod")).isEqualTo(1);
    shut();
    here.know("yan", customers(8), "Support", "Readers");
    until("yan is in", () -> reads("yan") && here.open.all().isEmpty());
  }

  /** The role is not there yet, and is made with all that it has before she is in it. */
  @Test
  void whoIsTheFirstInARoleNeedsNoLookAtOtherPeople() throws Exception {
    String teller =
        "  teller: { can: [ { do: update, on: shop-db/public/orders } ] }\n"
            + EVERYWHERE
            + SOME.replace("role: support", "role: teller");
    here.policy("two", teller);
    until("the next is true", () -> isAt("two") && here.open.all().isEmpty());
    shutOthers();
    here.say("zoe", "Support");
    until("zoe is in", () -> updates("zoe") && here.open.all().isEmpty());
    shut();
    here.say("yan", "Support", "Readers");
    until("yan is in", () -> updates("yan") && reads("yan") && here.open.all().isEmpty());
    assertThat(reads("zoe")).isFalse();
    here.say("zoe");
    until("zoe is gone", () -> !here.is(here.prod, "zoe_prod") && here.open.all().isEmpty());
    assertThat(updates("yan")).isTrue();
  }

  /** Row security is switched on with him; who has all rows has them still. */
  @Test
  void whoIsTheFirstToHaveSomeRowsNeedsNoLookAtOtherPeople() throws Exception {
    here.policy("two", EVERYWHERE + SOME);
    until("the next is true", () -> isAt("two") && here.open.all().isEmpty());
    List<String> all = rows("ada");
    shutOthers();
    here.know("sam", customers(7), "Support");
    until("sam is in", () -> rows("sam").equals(List.of("7")) && here.open.all().isEmpty());
    assertThat(rows("ada")).hasSizeGreaterThan(1).isEqualTo(all);
    here.know("tim", customers(8), "Support");
    until("tim is in", () -> rows("tim").equals(List.of("8")) && here.open.all().isEmpty());
  }

  @Test
  void whoWaitsForAYesNeedsNoLookAtAll() throws Exception {
    here.policy("two", EVERYWHERE.replace("prod: {}", "prod: { apply: on-approval }"));
    until("the next is true", () -> isAt("two") && here.open.all().isEmpty());
    shut();
    here.say("zoe", "Readers");
    until("dev waits for nobody", () -> here.can(here.dev, "zoe_dev", "SELECT"));
    until("prod waits", () -> !here.deciding.waiting().isEmpty());
    assertThat(here.is(here.prod, "zoe_prod")).isFalse();
    Approvals.Request asked = here.deciding.waiting().getFirst().request();
    assertThat(asked.statements()).isNotEmpty().allMatch(sql -> sql.contains("zoe_prod"));
    // What is another plan by then waits anew.
    here.say("zoe", "Writers");
    until(
        "it waits",
        () ->
            here.deciding.waiting().stream()
                .anyMatch(one -> one.request().statements().toString().contains("writer")));
    assertThat(here.deciding.decide(asked.id(), true, "carol")).isEqualTo(Answer.DECIDED);
    until("it was tried", () -> here.open.all().getFirst().attempts() > 1);
    assertThat(here.is(here.prod, "zoe_prod")).isFalse();
    here.deciding.waiting().forEach(one -> here.deciding.decide(one.request().id(), true, "carol"));
    until("zoe is in", () -> writes("zoe") && here.open.all().isEmpty());
    Instant done = Instant.now();
    here.say("zoe");
    until("zoe is gone", () -> !here.is(here.prod, "zoe_prod") && here.open.all().isEmpty());
    // A look beside may have asked for it while it was being carried out.
    assertThat(here.deciding.waiting()).noneMatch(one -> one.asked().isAfter(done));
  }

  /**
   * What a role gives from birth goes with her plan, for she has rows beside it: also when it is
   * planned once more, for her yes or for somebody like her, before that is done.
   */
  @Test
  void whatHasToGoBeforeSheIsInIsAskedForUntilItIsDone() throws Exception {
    String maker = here.prod.role("maker_" + here.prod.tag(), "nologin");
    for (Database one : List.of(here.prod, here.dev))
      one.run(
          "grant create on schema public to \"" + maker + "\"",
          "grant \"" + maker + "\" to \"" + here.admin() + "\"");
    String keeper =
        "  keeper: { can: [ { do: read, on: \"shop-db/public/**\" } ] }\n"
            + EVERYWHERE.replace("role: reader", "role: keeper")
            + SOME;
    String creators = "creators: [" + maker + "]";
    here.policy("two", creators, keeper);
    here.know("sam", customers(7), "Support");
    until("sam is in", () -> rows("sam").equals(List.of("7")) && isAt("two"));
    assertThat(births()).isPositive();
    here.policy("three", creators, keeper.replace("prod: {}", "prod: { apply: on-approval }"));
    until("it is true", () -> isAt("three") && here.open.all().isEmpty());
    here.know("zoe", customers(8), "Support", "Readers");
    until("prod waits", () -> !here.deciding.waiting().isEmpty());
    here.know("yan", customers(8), "Support", "Readers");
    until(
        "both were tried again",
        () ->
            here.open.all().size() == 2
                && here.open.all().stream().allMatch(one -> one.attempts() > 2));
    assertThat(here.deciding.waiting())
        .isNotEmpty()
        .allMatch(one -> one.request().statements().toString().contains("DEFAULT PRIVILEGES"));
    here.deciding.waiting().forEach(one -> here.deciding.decide(one.request().id(), true, "carol"));
    until("one of them is in", () -> reads("zoe") || reads("yan"));
    assertThat(births()).isZero();
  }

  /** What is given of tables from birth. */
  private long births() {
    return here.prod.rows("select 1 from pg_default_acl where defaclobjtype = 'r'").size();
  }

  @Test
  void whoReadsByViewsNeedsNoLookAtOtherPeople() throws Exception {
    String viewer =
        """
          viewer:
            carry: view
            can: [ { do: read, on: shop-db/public/orders, rows: "row.id in subject.customers" } ]
        """
            + EVERYWHERE
            + SOME.replace("role: support", "role: viewer");
    here.policy("two", viewer);
    here.know("sam", customers(7), "Support");
    until("sam is in", () -> seen("sam").equals(List.of("7")) && isAt("two"));
    until("nothing is open", () -> here.open.all().isEmpty());
    shutOthers();
    here.know("zoe", customers(8), "Support");
    until("zoe is in", () -> seen("zoe").equals(List.of("8")) && here.open.all().isEmpty());
    here.say("yan", "Readers");
    until("yan is in", () -> reads("yan") && here.open.all().isEmpty());
    here.say("zoe");
    until("zoe is gone", () -> !here.is(here.prod, "zoe_prod") && here.open.all().isEmpty());
    assertThat(seen("sam")).containsExactly("7");
  }

  @Test
  void whoPutsRolesOnBesideRowsNeedsNoLookAtOtherPeople() throws Exception {
    String hat =
        "  auditor: { carry: switch, can: [ { do: read, on: shop-db/public/orders } ] }\n"
            + EVERYWHERE
            + SOME
            + SOME.replace("role: support", "role: auditor");
    here.policy("two", hat);
    here.know("sam", customers(7), "Support");
    until("sam is in", () -> rows("sam").equals(List.of("7")) && hats("sam") == 1 && isAt("two"));
    until("nothing is open", () -> here.open.all().isEmpty());
    shutOthers();
    here.know("zoe", customers(8), "Support");
    until("zoe is in", () -> hats("zoe") == 1 && here.open.all().isEmpty());
    assertThat(rows("zoe")).containsExactly("8");
  }

  @Test
  void whoseAccountIsThereAlreadyNeedsNoLookAtOtherPeople() throws Exception {
    here.policy("two", "adopt: true", EVERYWHERE);
    until("the next is true", () -> isAt("two") && here.open.all().isEmpty());
    for (Database one : List.of(here.prod, here.dev)) {
      String name = "zoe_" + (one == here.prod ? "prod" : "dev");
      one.run(
          "create role " + name + " login",
          "grant " + name + " to " + here.admin() + " with admin option");
    }
    shutOthers();
    here.say("zoe", "Readers");
    until("zoe is in", () -> reads("zoe") && here.open.all().isEmpty());
    here.say("zoe", "Writers");
    until("zoe moved", () -> writes("zoe") && here.open.all().isEmpty());
  }

  private static Map<String, Value> customers(int one) {
    return Map.of("customers", new Value.Many(List.of(new Value.Int(one))));
  }

  /** All of it is looked at once more. */
  private void wellFound() {
    here.ahead.set(Duration.ofHours(1));
    until(
        "all of it was found well",
        () -> swept().isAfter(Instant.now().plus(Duration.ofMinutes(30))));
    until("nothing is open", () -> here.open.all().isEmpty());
  }

  /** Every look at bo fails, for what she holds is in a catalogue that nobody may read. */
  private void shutOthers() {
    here.prod.run("select lo_create(4711)", "grant select on large object 4711 to bo_prod");
    here.prod.run("revoke select on pg_catalog.pg_language from public");
  }

  /** What is seen of the orders by the view. */
  private List<String> seen(String name) {
    try (Connection session = here.session(here.prod, name + "_prod")) {
      return Sql.rows(session, "select id from orders__usher_viewer order by id").stream()
          .map(List::getFirst)
          .toList();
    } catch (SQLException | RuntimeException notYet) {
      return List.of();
    }
  }

  /** Every look at all fails at once. */
  private void shut() {
    here.prod.run("revoke select on pg_catalog.pg_default_acl from public");
  }

  private void open() {
    here.prod.run("grant select on pg_catalog.pg_default_acl to public");
  }

  private Instant swept() {
    return here.realms.all().getFirst().swept();
  }

  private long attributes(String account) {
    return here.prod
        .rows("select 1 from usher.attributes where account = '" + account + "'")
        .size();
  }

  /** What is seen of the orders, by a session of their own; nothing of who is not let in. */
  private List<String> rows(String name) {
    if (!here.can(here.prod, name + "_prod", "SELECT")) return List.of();
    try (Connection session = here.session(here.prod, name + "_prod")) {
      return Sql.rows(session, "select id from orders order by id").stream()
          .map(List::getFirst)
          .toList();
    } catch (SQLException | RuntimeException notYet) {
      return List.of();
    }
  }

  private boolean reads(String name) {
    return here.can(here.prod, name + "_prod", "SELECT")
        && here.can(here.dev, name + "_dev", "SELECT");
  }

  private boolean updates(String name) {
    return here.can(here.prod, name + "_prod", "UPDATE")
        && here.can(here.dev, name + "_dev", "UPDATE");
  }

  private boolean writes(String name) {
    return here.can(here.prod, name + "_prod", "INSERT")
        && here.can(here.dev, name + "_dev", "INSERT");
  }

  private boolean lets(String account) {
    return here.prod
        .rows("select 1 from pg_roles where rolcanlogin and rolname = '" + account + "'")
        .equals(List.of(List.of("1")));
  }

  private static boolean isValid(Connection session) {
    try {
      return session.isValid(5);
    } catch (SQLException ended) {
      return false;
    }
  }
}
