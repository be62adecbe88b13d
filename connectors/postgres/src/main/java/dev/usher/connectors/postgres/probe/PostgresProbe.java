package dev.usher.connectors.postgres.probe;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Reach.Extent;
import dev.usher.connectors.api.Realm;
import dev.usher.connectors.api.Realm.Place;
import dev.usher.connectors.postgres.inspect.PostgresInspect;
import dev.usher.connectors.postgres.link.Databases;
import dev.usher.connectors.postgres.model.Attributes;
import dev.usher.connectors.postgres.model.PostgresUrl;
import dev.usher.connectors.postgres.model.Seal;
import dev.usher.core.condition.Value;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What accounts can really do, by the database's own answers: with all that they inherit and all
 * that they can become by SET ROLE. Three queries for the cluster and sixteen for each database
 * (one more where the policy names creators), however many accounts and tables there are.
 * Partitions are asked about by themselves too: what is held there goes past the parent.
 */
public final class PostgresProbe {
  private PostgresProbe() {}

  public static List<Reach> probe(Realm realm, Probe probe, Databases databases) {
    Set<Target> ours = realm.places().stream().map(Place::target).collect(Collectors.toSet());
    List<ProbeAccounts> read = new ArrayList<>();
    Map<Long, Map<Resource, Map<String, Extent>>> can = new HashMap<>();
    Map<String, Set<String>> beyond = new TreeMap<>();
    Map<Target, Map<String, Map<String, Value>>> attributes = new TreeMap<>();
    boolean all = probe.accounts().isEmpty() && probe.only().isEmpty();
    List<String> names =
        realm.places().stream()
            .map(place -> PostgresUrl.parse(place.connection().url()).database())
            .toList();
    for (Place place : realm.places()) {
      Target target = place.target();
      // Of accounts that the cluster has not no database has anything to tell.
      boolean none = !all && !read.isEmpty() && read.getFirst().accounts.isEmpty();
      if (none) break;
      if (probe.only().isPresent() && !probe.only().get().target().equals(target)) continue;
      databases.ask(
          target,
          connection ->
              PostgresInspect.atOneMoment(
                  connection,
                  () -> {
                    if (read.isEmpty()) {
                      read.add(
                          ProbeAccounts.read(connection, probe.accounts(), probe.each(), ours));
                    }
                    Map<Long, Set<Long>> actsAs = read.getFirst().actsAs;
                    Set<Long> roles = new HashSet<>();
                    actsAs.values().forEach(roles::addAll);
                    ProbeDatabase database = new ProbeDatabase(connection);
                    database.ask(target, PostgresInspect.schemas(place), probe.only(), roles);
                    database.parts(PostgresInspect.creators(place), PostgresInspect.schemas(place));
                    attributes.put(target, Attributes.looked(connection, new Seal("", target)));
                    actsAs.forEach(
                        (role, some) ->
                            can.computeIfAbsent(role, _ -> new HashMap<>())
                                .putAll(database.can(some)));
                    if (all) {
                      List<String> managed = PostgresInspect.schemas(place);
                      ProbeBeyond.ask(
                          connection,
                          managed,
                          PostgresInspect.creators(place),
                          names,
                          ours,
                          beyond);
                    }
                  }));
    }
    Set<String> missing = new TreeSet<>(probe.accounts());
    List<Reach> answers = new ArrayList<>();
    for (ProbeAccounts some : read) {
      for (ProbeAccounts.Account one : some.accounts) {
        missing.remove(one.name());
        answers.add(
            new Reach(
                one.name(),
                true,
                one.ours(),
                one.opens(),
                one.powers(),
                one.holds(),
                can.getOrDefault(one.asked(), Map.of()),
                of(one.name(), attributes)));
      }
    }
    beyond.forEach(
        (role, what) -> answers.add(new Reach(role, true, true, false, what, Set.of(), Map.of())));
    missing.forEach(
        name -> answers.add(new Reach(name, false, false, false, Set.of(), Set.of(), Map.of())));
    return answers;
  }

  private static Map<Target, Map<String, Value>> of(
      String account, Map<Target, Map<String, Map<String, Value>>> attributes) {
    Map<Target, Map<String, Value>> own = new TreeMap<>();
    attributes.forEach(
        (target, all) -> {
          if (all.containsKey(account)) own.put(target, all.getOrDefault(account, Map.of()));
        });
    return own;
  }
}
