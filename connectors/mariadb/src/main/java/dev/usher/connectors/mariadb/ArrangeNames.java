package dev.usher.connectors.mariadb;

import dev.usher.connectors.mariadb.MariaDbFact.Account;
import dev.usher.connectors.mariadb.MariaDbFact.Group;
import dev.usher.core.diff.Change;
import dev.usher.core.diff.ObservedState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people call roles in a plan: the policy's names, and an account's own role by its name. */
final class ArrangeNames {
  /** As {@link MariaDbNames} makes them. */
  private static final Pattern OURS = Pattern.compile("usher_[A-Za-z0-9_-]+_[0-9a-f]{12}");

  private final MariaDbNames names;
  private final Map<String, String> roles = new HashMap<>();

  ArrangeNames(
      MariaDbNames names, List<Change<MariaDbFact>> changes, ObservedState<MariaDbFact> observed) {
    this.names = names;
    observed.facts().keySet().forEach(this::add);
    for (Change<MariaDbFact> change : changes) {
      if (change instanceof Change.Add<MariaDbFact>(MariaDbFact after, var _)) add(after);
    }
  }

  private void add(MariaDbFact fact) {
    switch (fact) {
      case Group one -> roles.put(one.name(), one.role());
      case Account one -> roles.put(names.personal(one.who()), one.who().name());
      case MariaDbFact.Barred _,
          MariaDbFact.Granted _,
          MariaDbFact.Held _,
          MariaDbFact.Beyond _,
          MariaDbFact.Stranger _,
          MariaDbFact.Carrier _,
          MariaDbFact.Definer _,
          MariaDbFact.Server _,
          RowFact _ -> {}
    }
  }

  /** The text with every role of usher's as people call it. */
  String in(String text) {
    return OURS.matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(roles.getOrDefault(found.group(), found.group())));
  }
}
