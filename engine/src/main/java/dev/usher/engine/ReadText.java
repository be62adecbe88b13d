package dev.usher.engine;

import dev.usher.connectors.api.Connector;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Grant;
import dev.usher.core.model.Policy.Who;
import dev.usher.core.model.Target;
import dev.usher.engine.follow.PolicyText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a policy says, read when it is asked. */
final class ReadText implements PolicyText {
  private final Reading reading;
  private final Map<String, Connector<?>> connectors;

  ReadText(Reading reading, Map<String, Connector<?>> connectors) {
    this.reading = reading;
    this.connectors = connectors;
  }

  @Override
  public Set<String> realms(Path policy) {
    return reading.text(policy).map(this::realms).orElse(Set.of());
  }

  private Set<String> realms(Policy policy) {
    return Site.of(policy, connectors).sites().stream()
        .map(site -> site.realm().key())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public Map<Target, String> targets(Path policy) {
    Map<Target, String> targets = new LinkedHashMap<>();
    reading
        .text(policy)
        .ifPresent(
            text ->
                Site.of(text, connectors)
                    .sites()
                    .forEach(
                        site ->
                            site.targets()
                                .forEach(target -> targets.put(target, site.realm().key()))));
    return targets;
  }

  @Override
  public Set<String> heeding(Path policy) {
    Optional<Policy> text = reading.text(policy);
    if (text.isEmpty()) return Set.of();
    Set<String> environments = new TreeSet<>();
    for (Grant grant : text.get().grants())
      if (grant.to().stream().anyMatch(who -> isFed(who, text.get())))
        environments.addAll(grant.in());
    return Site.of(text.get(), connectors).sites().stream()
        .filter(
            site -> site.targets().anyMatch(target -> environments.contains(target.environment())))
        .map(site -> site.realm().key())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a directory's people can be among them; teams have no cycle. */
  private static boolean isFed(Who who, Policy policy) {
    return switch (who) {
      case Who.One _ -> false;
      case Who.Everyone _, Who.Live _ -> true;
      case Who.OfTeam(String name) -> {
        Policy.Team team = policy.teams().get(name);
        yield team != null
            && (team.group().isPresent()
                || team.where().isPresent()
                || team.members().stream().anyMatch(one -> isFed(one, policy)));
      }
    };
  }

  @Override
  public Optional<Policy> policy(Path policy) {
    return reading.read(policy).ground().map(Ground::policy);
  }
}
