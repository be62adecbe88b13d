package dev.usher.connectors.postgres.arrange;

import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Server;
import dev.usher.connectors.postgres.model.Sql;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.connectors.postgres.model.TieFact.Entry;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is undone between an account that leaves and others. They keep what it gave them: that is
 * given anew first. Then what others gave it is taken back by those who gave it, for nobody else
 * can (manual, REVOKE).
 */
public final class ArrangeTies {
  private static final Set<Cause> KEPT =
      Set.of(Cause.of("it would go with the account that gave it"));

  /** What one role has to say in one database. */
  private record Voice(Server server, String role) {}

  /** What can be one statement. */
  private record Saying(String on, String of, boolean passable) {
    String give(List<Entry> entries, String whom) {
      return "GRANT " + clauses(entries) + " ON " + on + " TO " + Sql.grantee(whom);
    }

    String take(List<Entry> entries, String whom) {
      return "REVOKE " + clauses(entries) + " ON " + on + " FROM " + Sql.grantee(whom);
    }

    private static String clauses(List<Entry> entries) {
      return entries.stream().map(Entry::clause).collect(Collectors.joining(", "));
    }
  }

  private final Drafts drafts;
  private final Standing standing;
  private final Map<String, List<TieFact>> ties = new HashMap<>();

  ArrangeTies(ObservedState<PostgresFact> observed, Drafts drafts) {
    this.drafts = drafts;
    this.standing = Standing.of(observed);
    for (PostgresFact fact : observed.facts().keySet()) {
      if (fact instanceof TieFact one) {
        ties.computeIfAbsent(one.role(), _ -> new ArrayList<>()).add(one);
      }
    }
  }

  private <T extends TieFact> List<T> of(String role, Class<T> kind) {
    return of(List.of(role), kind);
  }

  private <T extends TieFact> List<T> of(Collection<String> roles, Class<T> kind) {
    return roles.stream()
        .flatMap(role -> ties.getOrDefault(role, List.of()).stream())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** Transactions that it has prepared: no statement that is part of another can end them. */
  void rollBack(String role, Set<Cause> why) {
    for (TieFact.Prepared one : of(role, TieFact.Prepared.class)) {
      Server server = server(one);
      String apart = "prepared " + one.gid();
      String prose = one.prose() + ": what it did is lost";
      Effect effect =
          new Effect(Effect.Kind.TAKE, one.target(), "sessions", prose, why, one.about());
      String becomes = Becoming.outright(server, role);
      drafts.alone(Phase.END_SESSIONS, one.target(), apart, becomes);
      drafts.alone(
          Phase.END_SESSIONS,
          one.target(),
          apart,
          "ROLLBACK PREPARED " + Sql.text(one.gid()),
          List.of(effect),
          Risk.OUTAGE);
      drafts.alone(Phase.END_SESSIONS, one.target(), apart, "SET ROLE NONE");
    }
  }

  /**
   * Privileges that it passed on: by the owner, with the right to pass them on where it was so.
   *
   * @param leaving who is to keep nothing
   */
  void passOn(String role, Set<String> leaving) {
    say(
        of(role, TieFact.Passed.class).stream()
            .filter(one -> !leaving.contains(one.grantee()))
            .toList(),
        TieFact.Passed::owner,
        TieFact.Passed::entry,
        TieFact.Passed::grantee,
        (saying, entries, effects) -> {
          String option = saying.passable() ? " WITH GRANT OPTION" : "";
          Target target = effects.getFirst().target();
          String grant = saying.give(entries, saying.of()) + option;
          drafts.add(Phase.REVOKE, target, grant, effects, Risk.NONE);
          // A grant on a column that came of one on the whole table does not go with that.
          List<Entry> columns = entries.stream().filter(one -> !one.column().isEmpty()).toList();
          if (columns.isEmpty()) return;
          String own = saying.give(columns, role) + " WITH GRANT OPTION";
          drafts.add(Phase.REVOKE, target, own, List.of(), Risk.NONE);
          String back = saying.take(columns, role) + " CASCADE";
          drafts.add(Phase.REVOKE, target, back, List.of(), Risk.NONE);
        },
        one -> effect(Effect.Kind.CHANGE, one, ", stays: " + one.owner() + " gives it", KEPT));
  }

  /** Memberships that it gave; before 16 the one that is there is taken for it. */
  void letOn(String role) {
    for (TieFact.Let one : of(role, TieFact.Let.class)) {
      Server server = server(one);
      String group = Sql.name(one.group());
      String member = Sql.name(one.member());
      if (!server.has16()) {
        String revoke = "REVOKE " + group + " FROM " + member;
        drafts.add(Phase.REVOKE, one.target(), revoke, List.of(), Risk.NONE);
      }
      String options =
          server.has16()
              ? " WITH ADMIN %s, INHERIT %s, SET %s"
                  .formatted(word(one.admin()), word(one.inherit()), word(one.set()))
              : one.admin() ? " WITH ADMIN OPTION" : "";
      drafts.add(
          Phase.REVOKE,
          one.target(),
          "GRANT " + group + " TO " + member + options,
          List.of(
              effect(Effect.Kind.CHANGE, one, ", stays: " + server.grantor() + " gives it", KEPT)),
          Risk.NONE);
    }
  }

  /** What others gave them: first by those who leave as well, and who may then not any more. */
  void takeBack(Map<String, Set<Cause>> leaving) {
    say(
        of(leaving.keySet(), TieFact.Given.class).stream()
            .sorted(Comparator.comparing(one -> !leaving.containsKey(one.entry().grantor())))
            .toList(),
        one -> one.entry().grantor(),
        TieFact.Given::entry,
        TieFact.Given::role,
        (saying, entries, effects) ->
            drafts.add(
                Phase.REVOKE,
                effects.getFirst().target(),
                saying.take(entries, saying.of()) + (saying.passable() ? " CASCADE" : ""),
                effects,
                Risk.NARROWS),
        one -> effect(Effect.Kind.TAKE, one, "", cause(leaving, one.role())));
  }

  /** Policies of others that name them: whom they name besides they go on naming. */
  void unname(Map<String, Set<Cause>> leaving) {
    Map<List<Object>, List<TieFact.Named>> policies = new LinkedHashMap<>();
    for (TieFact.Named one : of(leaving.keySet(), TieFact.Named.class))
      policies
          .computeIfAbsent(List.of(one.target(), one.policy(), one.table()), _ -> new ArrayList<>())
          .add(one);
    for (List<TieFact.Named> named : policies.values()) {
      TieFact.Named one = named.getFirst();
      List<String> stay = new ArrayList<>(one.others());
      stay.removeAll(leaving.keySet());
      String on = Sql.name(one.policy()) + " ON " + one.table();
      String sql =
          stay.isEmpty() ? "DROP POLICY " + on : "ALTER POLICY " + on + " TO " + Sql.names(stay);
      List<Effect> effects =
          named.stream()
              .map(each -> effect(Effect.Kind.TAKE, each, "", cause(leaving, each.role())))
              .toList();
      Becoming.as(
          drafts,
          Phase.REVOKE,
          server(one),
          one.owner(),
          one.closed().isEmpty() ? List.of() : List.of(one.closed()),
          () -> drafts.add(Phase.REVOKE, one.target(), sql, effects, Risk.NARROWS));
    }
  }

  private static Set<Cause> cause(Map<String, Set<Cause>> leaving, String role) {
    return leaving.getOrDefault(role, Set.of());
  }

  private interface Statement {
    void add(Saying saying, List<Entry> entries, List<Effect> effects);
  }

  private <T extends TieFact> void say(
      List<T> some,
      Function<T, String> actor,
      Function<T, Entry> entry,
      Function<T, String> of,
      Statement statement,
      Function<T, Effect> effect) {
    Map<Voice, List<T>> voices = new LinkedHashMap<>();
    for (T one : some) {
      voices
          .computeIfAbsent(new Voice(server(one), actor.apply(one)), _ -> new ArrayList<>())
          .add(one);
    }
    voices.forEach(
        (voice, all) ->
            Becoming.as(
                drafts,
                Phase.REVOKE,
                voice.server(),
                voice.role(),
                closed(all.stream().map(entry).toList()),
                () -> {
                  Map<Saying, List<T>> sayings = new LinkedHashMap<>();
                  for (T one : all) {
                    Entry what = entry.apply(one);
                    sayings
                        .computeIfAbsent(
                            new Saying(what.on(), of.apply(one), what.passable()),
                            _ -> new ArrayList<>())
                        .add(one);
                  }
                  sayings.forEach(
                      (saying, same) ->
                          statement.add(
                              saying,
                              same.stream().map(entry).toList(),
                              same.stream().map(effect).toList()));
                }));
  }

  private static Collection<String> closed(List<Entry> entries) {
    Set<String> schemas = new TreeSet<>();
    for (Entry one : entries) if (!one.closed().isEmpty()) schemas.add(one.closed());
    return schemas;
  }

  /**
   * Runs the statements of a hand-over where the heir and usher's account have CREATE, as that is
   * asked of them: lent where they have it not in their own name. In what the leaver owns the heir
   * has it from then on, and takes usher's back.
   */
  void withRoom(String role, String heir, Server server, Runnable statements) {
    Map<String, Map<String, Set<String>>> lent = new TreeMap<>();
    Map<String, Map<String, Set<String>>> back = new TreeMap<>();
    for (TieFact.Room one : of(role, TieFact.Room.class)) {
      String whom = one.ofHeir() ? heir : server.admin();
      boolean has = one.holders().contains(whom) || one.holders().contains(PostgresFact.PUBLIC);
      if (!one.target().equals(server.target()) || has || heir.isEmpty()) continue;
      add(lent, one.owner(), one.on(), whom);
      boolean handedOver = one.owner().equals(role);
      if (!handedOver || !one.ofHeir()) add(back, handedOver ? heir : one.owner(), one.on(), whom);
    }
    Set<String> borrowed = Set.of(role, heir);
    lend(server, borrowed, lent, "GRANT CREATE ON %s TO %s");
    statements.run();
    lend(server, borrowed, back, "REVOKE CREATE ON %s FROM %s");
  }

  private static void add(
      Map<String, Map<String, Set<String>>> lent, String owner, String on, String whom) {
    lent.computeIfAbsent(owner, _ -> new TreeMap<>())
        .computeIfAbsent(on, _ -> new TreeSet<>())
        .add(whom);
  }

  /**
   * @param borrowed roles that usher's account has for the whole of the hand-over
   */
  private void lend(
      Server server,
      Set<String> borrowed,
      Map<String, Map<String, Set<String>>> lent,
      String form) {
    lent.forEach(
        (owner, places) -> {
          Runnable said =
              () ->
                  places.forEach(
                      (on, whom) ->
                          drafts.add(
                              Phase.REVOKE,
                              server.target(),
                              form.formatted(on, Sql.names(whom)),
                              List.of(),
                              Risk.NONE));
          if (borrowed.contains(owner))
            Becoming.had(drafts, Phase.REVOKE, server.target(), owner, said);
          else Becoming.as(drafts, Phase.REVOKE, server, owner, List.of(), said);
        });
  }

  private Server server(TieFact one) {
    Server server = standing.server(one.target());
    if (server == null) throw new IllegalArgumentException("observed without " + one.target());
    return server;
  }

  private static Effect effect(Effect.Kind kind, TieFact one, String after, Set<Cause> why) {
    return new Effect(
        kind, one.target(), "between accounts", one.prose() + after, why, one.about());
  }

  private static String word(boolean on) {
    return on ? "TRUE" : "FALSE";
  }
}
