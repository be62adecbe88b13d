package dev.usher.policy.section;

import dev.usher.core.model.Policy;
import dev.usher.core.model.SystemType;
import dev.usher.policy.text.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Targets that share something: one URL, or one server's accounts. */
public final class Clusters {
  private final Map<String, Policy.Environment> environments;
  private final Map<String, SystemType> types;
  private final Set<String> written;
  private final Problems problems;

  private record Found(
      String name,
      Policy.Environment environment,
      Policy.System system,
      Policy.Connection connection) {}

  /**
   * @param types by system
   * @param written the systems whose `account` is written out
   */
  public Clusters(
      Map<String, Policy.Environment> environments,
      Map<String, SystemType> types,
      Set<String> written,
      Problems problems) {
    this.environments = environments;
    this.types = types;
    this.written = written;
    this.problems = problems;
  }

  public void check(Map<String, Policy.System> systems) {
    Map<String, List<Found>> servers = new LinkedHashMap<>();
    Map<String, Found> urls = new HashMap<>();
    for (Policy.System system : systems.values()) {
      SystemType type = types.get(system.name());
      system
          .in()
          .forEach(
              (name, connection) -> {
                Policy.Environment environment = environments.get(name);
                if (environment == null || type == null || type.isChecked()) return;
                Found found =
                    new Found(name + "/" + system.name(), environment, system, connection);
                checkUrl(urls, found);
                servers
                    .computeIfAbsent(server(connection.url(), type), _ -> new ArrayList<>())
                    .add(found);
              });
    }
    servers.values().forEach(this::checkAccounts);
  }

  private void checkUrl(Map<String, Found> urls, Found found) {
    String url = found.connection().url();
    int query = url.indexOf('?');
    Found first = urls.putIfAbsent(query < 0 ? url : url.substring(0, query), found);
    if (first == null) return;
    problems.error(
        "one-url-twice",
        found.connection().at(),
        "this target has the URL of " + first.name() + " (" + first.connection().at() + ")",
        "give each target a URL of its own; one database is one target");
  }

  /** One password must not open a protected and an unprotected door unless somebody says so. */
  private void checkAccounts(List<Found> found) {
    boolean some = found.stream().anyMatch(each -> each.environment().isProtected());
    boolean all = found.stream().allMatch(each -> each.environment().isProtected());
    if (!some || all) return;
    for (Found each : found) {
      if (written.contains(each.system().name()) || each.connection().account().isPresent()) {
        continue;
      }
      problems.error(
          "shared-account",
          each.connection().at(),
          "this server has protected and unprotected environments, and one account would open both",
          "write account: \"{name}_{env}\", or account: \"{name}\" if one password may open both");
    }
  }

  /** What shares accounts: the hosts and ports of the URL. */
  private static String server(String url, SystemType type) {
    int start = type.urls().prefix().length() + 2;
    int end = start;
    while (end < url.length() && "/?".indexOf(url.charAt(end)) < 0) end++;
    return url.substring(0, Math.min(end, url.length())).toLowerCase(Locale.ROOT);
  }
}
