package dev.usher.engine.operator;

import dev.usher.core.model.Target;
import java.util.List;
import java.util.Map;

/**
 * What the operator's file says. It lies outside the policy's repository, so that no pull request
 * decides it.
 *
 * @param connections where targets are, and as whom usher logs in there
 * @param hosts which may be called (webhooks, mail) though they are private
 * @param issuers whose word counts about who somebody is, at usher's own door
 * @param gates of the applications whose proxies ask at each request
 */
public record Operator(
    Map<Target, Reach.Place> connections,
    List<String> hosts,
    List<Issuer> issuers,
    Map<Target, Gate> gates) {
  public Operator {
    connections = Map.copyOf(connections);
    hosts = List.copyOf(hosts);
    issuers = List.copyOf(issuers);
    gates = Map.copyOf(gates);
  }

  public Reach reach() {
    return new Reach.Listed(connections);
  }
}
