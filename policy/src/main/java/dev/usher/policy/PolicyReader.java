package dev.usher.policy;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.model.AddressParser;
import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.policy.cel.Conditions;
import dev.usher.policy.section.Clusters;
import dev.usher.policy.section.Connections;
import dev.usher.policy.section.Covered;
import dev.usher.policy.section.Defined;
import dev.usher.policy.section.Directories;
import dev.usher.policy.section.Empty;
import dev.usher.policy.section.Estate;
import dev.usher.policy.section.Gives;
import dev.usher.policy.section.Grants;
import dev.usher.policy.section.Named;
import dev.usher.policy.section.Offices;
import dev.usher.policy.section.People;
import dev.usher.policy.section.Permissions;
import dev.usher.policy.section.Roles;
import dev.usher.policy.section.Rules;
import dev.usher.policy.section.Sections;
import dev.usher.policy.section.Systems;
import dev.usher.policy.section.Teams;
import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.SourceText;
import dev.usher.policy.text.Tree;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Reads a folder of policy: all of it, or all that is wrong with it. */
public final class PolicyReader {
  private final InstantSource clock;
  private final UnaryOperator<Policy> bound;
  private final boolean isCopy;

  /**
   * Of a policy where people write it.
   *
   * @param clock says which grants are over or not yet begun
   */
  public PolicyReader(InstantSource clock) {
    this(clock, UnaryOperator.identity(), false);
  }

  /**
   * Of a copy of a policy that others write elsewhere: its files are named as they know them.
   *
   * @param bound what whoever runs usher has to say of it
   */
  public PolicyReader(InstantSource clock, UnaryOperator<Policy> bound) {
    this(clock, bound, true);
  }

  private PolicyReader(InstantSource clock, UnaryOperator<Policy> bound, boolean isCopy) {
    this.clock = clock;
    this.bound = bound;
    this.isCopy = isCopy;
  }

  /**
   * What was read.
   *
   * @param policy present if and only if there is no error
   * @param diagnostics by place
   * @param digest SHA-256 in hex over the texts
   * @param located shows the line with what is found out later at a place in the texts
   */
  public record Result(
      Optional<Policy> policy,
      List<Diagnostic> diagnostics,
      String digest,
      UnaryOperator<Diagnostic> located) {}

  /**
   * Reads every {@code *.yaml} and {@code *.yml} below the folder as one document. Needs no live
   * system. What depends on meaning ({@code expect}, {@code never}) is held against the policy by
   * who has it.
   *
   * @param folder or one file
   * @param types what the language knows of each type of system, by its name
   * @param variables of the environment, for {@code ${USHER_VAR_…}} in URLs
   */
  public Result read(
      Path folder, Map<String, SystemType> types, Function<String, Optional<String>> variables) {
    Problems problems = new Problems();
    PolicyFiles files = new PolicyFiles(problems, isCopy);
    List<Node> roots = roots(files.read(folder), problems);
    Policy policy = policy(new Sections(roots, problems), types, variables, problems);
    return new Result(
        problems.hasErrors() ? Optional.empty() : Optional.of(bound.apply(policy)),
        problems.sorted(),
        files.digest(),
        problems.located());
  }

  /** To scan texts is most of the work, and what a second core is for. */
  private static List<Node> roots(List<SourceText> texts, Problems problems) {
    List<Node> roots = new ArrayList<>();
    for (Tree.Read read : texts.parallelStream().map(Tree::of).toList()) {
      problems.addAll(read.problems());
      read.root().ifPresent(roots::add);
    }
    return roots;
  }

  private Policy policy(
      Sections sections,
      Map<String, SystemType> types,
      Function<String, Optional<String>> variables,
      Problems problems) {
    Defined defined = new Defined(sections, problems);
    Estate estate = new Estate(problems);
    ZoneId zone = estate.timezone(sections);
    var environments = estate.environments(sections);
    var bySystem = estate.types(sections, types);
    var systems =
        new Systems(
                types,
                bySystem,
                environments,
                defined,
                new Connections(variables, problems),
                problems)
            .read(sections);
    new Clusters(environments, bySystem, writtenAccounts(sections), problems).check(systems);
    Conditions conditions = new Conditions(problems);
    AddressParser addresses = new AddressParser(environments.keySet(), bySystem);
    var roles =
        new Roles(defined, new Permissions(bySystem, addresses, conditions, problems), problems)
            .read(sections);
    Gives gives = new Gives(roles, systems, bySystem);
    Rules rules = new Rules(bySystem, addresses, defined, problems);
    var nevers = rules.nevers(sections);
    var expects = rules.expects(sections);
    new Named(systems, bySystem, problems).check(roles.values(), nevers, expects);
    new Empty(gives, environments.keySet(), problems).check(roles.values());
    var directories = new Directories(problems).read(sections);
    var people = new People(defined, problems).read(sections);
    var teams = new Teams(defined, conditions, problems).read(sections);
    var grants =
        new Grants(environments, defined, gives, zone, clock.instant(), problems).read(sections);
    new Covered(roles, teams, problems).check(grants);
    return new Policy(
        zone,
        environments,
        systems,
        directories,
        people,
        teams,
        roles,
        grants,
        nevers,
        expects,
        new Offices(defined, problems).read(sections));
  }

  /** The systems that say how accounts are named there. */
  private static Set<String> writtenAccounts(Sections sections) {
    return sections.map("systems").values().stream()
        .filter(
            entry ->
                entry.value() instanceof Node.Keyed keyed && keyed.entries().containsKey("account"))
        .map(entry -> entry.key().value())
        .collect(Collectors.toSet());
  }
}
