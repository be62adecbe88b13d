package dev.usher.engine.operator;

import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a server goes, and as whom. Whoever may write to the policy could otherwise send usher's
 * accounts to a host of their own, or have it change what is nobody's business there.
 */
public sealed interface Reach {

  /** Without an operator's word: what is on this machine, as the policy says it. */
  record ThisMachine() implements Reach {}

  /** What the operator lists, and nothing else. */
  record Listed(Map<Target, Place> places) implements Reach {
    public Listed {
      places = Map.copyOf(places);
    }
  }

  /** One of these, whatever it is called: a look at what is there, for a policy that is not yet. */
  record Only(Place place) implements Reach {}

  /**
   * @param url as the policy has to have it too
   * @param admin where usher's own account is found, whatever the policy says: {@code env:NAME} or
   *     {@code file:PATH}
   */
  record Place(String url, String admin) {}

  /** The policy with each of its targets bound or refused; nobody goes to an application. */
  default Policy bind(Policy policy) {
    Map<String, Policy.System> systems = new TreeMap<>();
    policy
        .systems()
        .forEach(
            (name, system) -> {
              if (system.type().isChecked()) {
                systems.put(name, system);
                return;
              }
              Map<String, Policy.Connection> in = new TreeMap<>();
              system
                  .in()
                  .forEach(
                      (environment, connection) ->
                          in.put(environment, bind(new Target(environment, name), connection)));
              systems.put(name, system.with(in));
            });
    return policy.withSystems(systems);
  }

  private Policy.Connection bind(Target target, Policy.Connection written) {
    return switch (this) {
      case ThisMachine() ->
          Hosts.areThisMachine(written.url())
              ? written
              : written.refused(
                  "without an operator's file a server goes to no other machine; list %s under its connections, with url and admin, and start the server with --operator FILE"
                      .formatted(target));
      case Only(Place place) -> bind(target, written, place);
      case Listed(Map<Target, Place> places) -> bind(target, written, places.get(target));
    };
  }

  private static Policy.Connection bind(
      Target target, Policy.Connection written, @Nullable Place place) {
    if (place == null)
      return written.refused(
          "the operator's file does not list %s under connections; add it there, with url and admin"
              .formatted(target));
    if (!place.url().equals(written.url()))
      return written.refused(
          "the policy has another url for %s than the operator's file; make them the same"
              .formatted(target));
    return written.as(place.admin());
  }
}
