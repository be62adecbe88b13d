package dev.usher.cli.server;

import dev.usher.engine.LocalUsher;
import dev.usher.engine.alarm.Late;
import dev.usher.engine.enact.KeptPolicies;
import dev.usher.engine.follow.Heard;
import dev.usher.engine.follow.PolicyText;
import dev.usher.engine.follow.Rota.Turn;
import dev.usher.engine.memory.Holdings;
import dev.usher.engine.memory.Memory;
import dev.usher.engine.past.KeptPast;
import dev.usher.engine.scim.DirectoryRules;
import dev.usher.engine.scim.HeldBack;
import dev.usher.server.health.Check;
import dev.usher.server.log.EventLog;
import dev.usher.server.metrics.Gauge;
import dev.usher.store.Store;
import dev.usher.store.alarm.PostgresAlarmBook;
import dev.usher.store.approval.PostgresApprovals;
import dev.usher.store.follow.PostgresHoldBook;
import dev.usher.store.memory.PostgresHoldings;
import dev.usher.store.memory.PostgresMeantBook;
import dev.usher.store.past.PostgresPasts;
import dev.usher.store.scim.PostgresDirectories;
import dev.usher.store.scim.PostgresHeldBack;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/**
 * What the server hears, what follows it, and what tells of that which does not, put together.
 *
 * @param heard what counts beside the policy's text
 * @param usher at work for the server itself
 * @param heldBack what directories say and nobody has said yes to
 */
record FollowWiring(
    Heard heard, LocalUsher usher, Follower follower, HeldBack heldBack, AlarmWiring alarm) {

  /**
   * @param text reads the policy without its directories
   * @param declared of directories, by the policy in force
   * @param before policies that were in force
   * @param watched puts somebody beside the turns who looks how long they take
   * @param name of this server among those that share the store
   */
  static FollowWiring of(
      Store store,
      PolicyParts policy,
      PolicyText text,
      DirectoryRules declared,
      KeptPolicies before,
      ServerUshers ushers,
      UnaryOperator<Turn> watched,
      String name,
      InstantSource clock,
      EventLog log) {
    Jdbi jdbi = store.jdbi();
    PostgresPasts pasts = new PostgresPasts(jdbi);
    Holdings holdings = new PostgresHoldings(jdbi);
    Heard heard =
        new Heard(
            new PostgresDirectories(jdbi, declared),
            new PostgresHoldBook(jdbi),
            new PostgresApprovals(jdbi),
            new KeptPast(
                pasts, (realm, why) -> log.warned("overtaken", Map.of("realm", realm, "why", why))),
            Optional.of(new Memory(new PostgresMeantBook(jdbi), holdings, before)));
    // One for turns and for checks, so that the policy in force is read once for them.
    LocalUsher usher = ushers.of(name, heard);
    Follower follower =
        Follower.of(
            store,
            policy.inForce(),
            usher.policyText(),
            usher.realmWork(),
            heard,
            pasts,
            watched,
            name,
            clock,
            log);
    HeldBack heldBack = new PostgresHeldBack(jdbi, clock, follower.listening()::heard);
    AlarmWiring alarm =
        new AlarmWiring(
            heldBack,
            follower.follow().deciding(),
            new Late(holdings, follower.follow().realms(), policy.inForce(), text, clock),
            policy.state(),
            new PostgresAlarmBook(jdbi),
            clock,
            name,
            log);
    return new FollowWiring(heard, usher, follower, heldBack, alarm);
  }

  /** From now on it follows. */
  void start(EventLog log, Opened opened) {
    opened.keep(follower.rota()).start();
    opened.keep(follower.listening()).start();
    opened.keep(alarm.start(log));
  }

  List<Gauge> gauges() {
    return Stream.concat(follower.gauges().stream(), alarm.gauges().stream()).toList();
  }

  /** What to look at though it holds up no request. */
  List<Check> remarks() {
    return Stream.concat(
            alarm.remarks().stream(), Stream.of(new Check("past", follower::overtaken)))
        .toList();
  }
}
