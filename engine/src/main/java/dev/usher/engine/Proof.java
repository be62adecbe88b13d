package dev.usher.engine;

import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Way;
import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Member;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Resource;
import dev.usher.core.model.SystemType;
import dev.usher.core.model.Target;
import dev.usher.engine.Expected.Much;
import dev.usher.engine.Verifying.Verified;
import dev.usher.engine.report.PlanReport.Note;
import dev.usher.engine.report.VerifyReport.Difference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds what is meant in one realm against what its live systems answer. */
final class Proof {
  /** So many excesses are explained; to explain one is a question to the live system. */
  private static final int EXPLAINED = 200;

  private final Ground ground;
  private final Map<Target, Catalogue> catalogues;
  private final ProofCells cells;
  private final ProofNevers nevers;
  private final Paths paths;
  private final Holds holds;
  private final Set<String> admins;
  private final Map<Target, Expected> expected = new TreeMap<>();

  /** By account: its subject. */
  private final Map<String, String> known = new TreeMap<>();

  /** Accounts that ought to be open. */
  private final Map<String, Target> members = new TreeMap<>();

  /** Accounts of those who are suspended. */
  private final Set<String> shut = new HashSet<>();

  private final List<Difference> differences = new ArrayList<>();
  private final Map<Target, Integer> byPublic = new TreeMap<>();

  /** What was found for one answer and one class; accounts alike have the very same answer. */
  private final Map<Map<Resource, Map<String, Extent>>, Map<List<Object>, List<Difference>>> told =
      new IdentityHashMap<>();

  /** Accounts of others for which row security leaves nothing of what they hold. */
  private final List<Note> dark = new ArrayList<>();

  /** Accounts of others that let everybody in. */
  private final Set<String> unguarded = new TreeSet<>();

  private int explained;

  /** The ways by which an account comes by an action. */
  @FunctionalInterface
  interface Paths {
    List<String> of(String account, String action, Resource on);
  }

  Proof(
      Site<?> site,
      Ground ground,
      Set<String> environments,
      Map<Target, Catalogue> catalogues,
      Holds holds,
      Set<String> admins,
      Paths paths) {
    this.ground = ground;
    this.catalogues = catalogues;
    this.cells = new ProofCells(catalogues);
    this.nevers = new ProofNevers(ground, cells);
    this.admins = admins;
    this.paths = paths;
    this.holds = holds;
    for (Target target : site.targets().toList()) {
      boolean asked = Site.isAsked(target, environments);
      Access access = ground.access(target).under(holds);
      if (asked)
        expected.put(target, new Expected(access, Objects.requireNonNull(catalogues.get(target))));
      for (Member member : access.members().values()) {
        known.put(member.account(), member.subject());
        if (!member.open()) shut.add(member.account());
        else if (asked) members.putIfAbsent(member.account(), target);
      }
    }
  }

  /**
   * @param answers of every account that can log in
   * @param ways beside the policy, each told once
   */
  Verified of(List<Reach> answers, List<Way> ways) {
    Set<String> open = new HashSet<>();
    int accounts = 0;
    for (Reach reach : answers) {
      if (!reach.opens()) {
        if (reach.ours()) powers(reach);
        continue;
      }
      open.add(reach.account());
      boolean isKnown = known.containsKey(reach.account());
      if (isKnown || reach.ours()) {
        accounts++;
        if (shut.contains(reach.account())) {
          account(reach.account(), "may log in, and whose it is is suspended");
        }
        if (!isKnown) account(reach.account(), "may log in, and the policy gives it nothing here");
        powers(reach);
        differences.addAll(alike(reach));
        differences.addAll(ProofRows.attributes(reach, expected, known));
      } else if (!admins.contains(reach.account())) {
        nevers(reach);
        dark.addAll(ProofRows.dark(reach, expected.keySet()));
        if (reach.powers().contains(Reach.NO_PASSWORD)) unguarded.add(reach.account());
        // In what usher made nobody has a part but those whom the policy knows.
        if (!reach.holds().isEmpty())
          account(
              reach.account(),
              "is not of the policy, and is in, or can give on, "
                  + String.join(", ", reach.holds()));
      }
    }
    members.forEach(
        (account, target) -> {
          if (!open.contains(account))
            account(account, "cannot log in: there is no such account, or it is closed");
        });
    return new Verified(
        accounts * questions(),
        accounts,
        differences,
        notes(ways),
        expected.keySet().iterator().next(),
        holds);
  }

  private void account(String account, String text) {
    String subject = known.getOrDefault(account, account);
    Target target = members.getOrDefault(account, expected.keySet().iterator().next());
    differences.add(
        new Difference(
            "account",
            target.toString(),
            subject,
            account,
            "",
            "",
            account + " " + text,
            List.of()));
  }

  private void powers(Reach reach) {
    if (reach.powers().isEmpty()) return;
    String powers = String.join(", ", new TreeSet<>(reach.powers()));
    differences.add(
        difference(
            "power",
            reach.account(),
            expected.keySet().iterator().next(),
            powers,
            "",
            reach.account() + " has " + powers + ", which no policy gives",
            List.of()));
  }

  /** The differences of the account, found once for all that are alike. */
  private List<Difference> alike(Reach reach) {
    List<Object> classes =
        expected.values().stream().<Object>map(one -> one.classOf(reach.account())).toList();
    return told
        .computeIfAbsent(reach.can(), _ -> new HashMap<>())
        .computeIfAbsent(classes, _ -> compare(reach))
        .stream()
        .map(
            one ->
                new Difference(
                    one.kind(),
                    one.where(),
                    known.getOrDefault(reach.account(), reach.account()),
                    reach.account(),
                    one.action(),
                    one.on(),
                    reach.account() + one.text().substring(one.account().length()),
                    one.paths()))
        .toList();
  }

  private List<Difference> compare(Reach reach) {
    List<Difference> found = new ArrayList<>();
    expected.forEach(
        (target, meant) -> {
          Map<Resource, Map<String, Much>> ought = meant.of(reach.account());
          Set<Resource> things = new HashSet<>(ought.keySet());
          reach.can().keySet().stream()
              .filter(thing -> thing.target().equals(target))
              .forEach(things::add);
          things.removeIf(thing -> isAsMeant(ought.get(thing), reach.can().get(thing)));
          for (Resource thing : new TreeSet<>(things))
            compare(
                reach,
                thing,
                ought.getOrDefault(thing, Map.of()),
                reach.can().getOrDefault(thing, Map.of()),
                found);
        });
    return found;
  }

  /** Most things are, to the letter. What only looks different is compared cell by cell. */
  private static boolean isAsMeant(
      @Nullable Map<String, Much> ought, @Nullable Map<String, Extent> can) {
    return ought != null
        && can != null
        && ought.keySet().equals(can.keySet())
        && ought.entrySet().stream()
            .allMatch(one -> one.getValue().extent().equals(can.get(one.getKey())));
  }

  private void compare(
      Reach reach,
      Resource thing,
      Map<String, Much> ought,
      Map<String, Extent> can,
      List<Difference> found) {
    Set<String> actions = new TreeSet<>(ought.keySet());
    actions.addAll(can.keySet());
    List<Wrong> wrong = new ArrayList<>();
    for (String action : actions) {
      Optional<Much> much = Optional.ofNullable(ought.get(action));
      Set<Resource> should = cells.of(thing, much.map(Much::extent));
      Set<Resource> does = cells.of(thing, Optional.ofNullable(can.get(action)));
      if (!should.isEmpty() && !does.isEmpty())
        rows(reach, thing, action, much.map(Much::extent), can.get(action)).ifPresent(found::add);
      if (should.equals(does)) continue;
      String why = much.map(one -> one.why().toString()).orElse("");
      for (Resource cell : cells.less(should, does))
        wrong.add(new Wrong(true, action, cell, why, List.of()));
      for (Resource cell : cells.less(does, should))
        excess(reach, action, cell).ifPresent(wrong::add);
    }
    SystemType type = ground.type(thing.target());
    for (Wrong one : Wrong.brief(wrong, type, type.kindOf(thing)))
      found.add(
          difference(
              one.missing() ? "missing" : "excess",
              reach.account(),
              thing.target(),
              one.word(),
              one.cell().toString(),
              one.text(reach.account()),
              one.ways()));
  }

  private Optional<Wrong> excess(Reach reach, String action, Resource cell) {
    Target target = cell.target();
    boolean keeps = !ground.system(target).revokesPublic();
    List<String> ways = List.of();
    if (keeps || explained++ < EXPLAINED) ways = paths.of(reach.account(), action, cell);
    if (keeps
        && ways.equals(List.of(Session.PUBLIC))
        && !nevers.forbid(known.getOrDefault(reach.account(), ""), action, cell)) {
      byPublic.merge(target, 1, Integer::sum);
      return Optional.empty();
    }
    return Optional.of(new Wrong(false, action, cell, "", ways));
  }

  /** The same columns, and other rows of them. */
  private Optional<Difference> rows(
      Reach reach, Resource thing, String action, Optional<Extent> ought, @Nullable Extent can) {
    return ProofRows.other(ought, can)
        .map(
            text ->
                difference(
                    "rows",
                    reach.account(),
                    thing.target(),
                    action,
                    thing.toString(),
                    reach.account() + " can " + action + " " + text + " of " + thing,
                    List.of()));
  }

  /** What nobody at all may do, policy or no policy: lines of {@code who: "live:*"}. */
  private void nevers(Reach reach) {
    if (reach.powers().contains(Reach.SUPERUSER)) return;
    for (Never never : ground.policy().nevers()) {
      if (never.who().stream().noneMatch(Who.Live.class::isInstance)) continue;
      reach
          .can()
          .forEach(
              (thing, actions) -> {
                if (!expected.containsKey(thing.target())) return;
                SystemType type = ground.type(thing.target());
                actions.forEach(
                    (action, extent) -> {
                      if (nevers.forbids(never, type, thing, action, extent))
                        differences.add(
                            difference(
                                "excess",
                                reach.account(),
                                thing.target(),
                                action,
                                thing.toString(),
                                "%s can %s %s, which must never be%s (%s)"
                                    .formatted(
                                        reach.account(),
                                        action,
                                        thing,
                                        never.why().isEmpty() ? "" : ": " + never.why(),
                                        never.at()),
                                List.of()));
                    });
              });
    }
  }

  private Difference difference(
      String kind,
      String account,
      Target target,
      String action,
      String on,
      String text,
      List<String> ways) {
    return new Difference(
        kind,
        target.toString(),
        known.getOrDefault(account, account),
        account,
        action,
        on,
        text,
        ways);
  }

  /** How many questions one account's answer is. */
  private long questions() {
    long questions = 0;
    for (Target target : expected.keySet()) {
      SystemType type = ground.type(target);
      for (Resource thing : Objects.requireNonNull(catalogues.get(target)).entries().keySet()) {
        SystemType.Kind kind = type.kinds().get(type.kindOf(thing));
        if (kind != null) questions += kind.actions().size();
      }
    }
    return questions;
  }

  private List<Note> notes(List<Way> ways) {
    List<Note> notes = new ArrayList<>(dark);
    byPublic.forEach(
        (target, count) ->
            notes.add(
                new Note(
                    "public",
                    target.toString(),
                    count
                        + " more can be done only because everybody (PUBLIC) can; `public: revoke`"
                        + " takes that away")));
    for (String account : unguarded)
      notes.add(
          new Note(
              "unguarded",
              expected.keySet().iterator().next().toString(),
              account
                  + " is not of the policy, and lets everybody in without a password: give it one,"
                  + " or close it"));
    for (Way way : ways)
      if (expected.containsKey(way.target()))
        ProofWays.told(way, known.keySet(), admins).ifPresent(notes::add);
    return notes;
  }
}
