package dev.usher.engine.operator;

import java.net.InetAddress;
import java.util.List;

/**
 * Who may ask about one application's requests, and whose word counts about who made them.
 *
 * @param proxies from where it is asked; what others say of a request is nothing
 */
public record Gate(List<Network> proxies, List<Issuer> issuers) {
  public Gate {
    proxies = List.copyOf(proxies);
    issuers = List.copyOf(issuers);
  }

  public boolean isOf(InetAddress peer) {
    return proxies.stream().anyMatch(network -> network.contains(peer));
  }
}
