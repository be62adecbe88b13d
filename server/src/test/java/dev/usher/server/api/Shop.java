package dev.usher.server.api;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.UUID;

/**
 * A shop behind a gateway, {@code day/shop}, and tokens for it.
 *
 * @param run its people have other ids at the issuer each time: usher remembers whose they are
 */
record Shop(ApiServer server, UUID run) {

  /** Alice reads every order but 13; bob none. Nobody ever reads a report. */
  static final String POLICY =
      """
      systems:
        shop:
          type: application
          in: { day: {}, night: {} }
          resources:
            order: { actions: [read, refund, delete] }
            report: { actions: [read] }
          routes:
            - { method: GET, path: "/orders/{id}", do: read, on: "order:{id}" }
            - { method: DELETE, path: "/orders/{id}", do: delete, on: "order:{id}" }
            - { method: POST, path: "/orders/{id}/refund", do: refund, on: "order:{id}" }
            - { method: GET, path: /orders/export, do: read, on: "report:orders" }
            - { method: GET, path: /orders, do: read, on: "order:all" }
      roles:
        reader: { can: [{ do: read, on: "shop/order:*", except: ["order:13"] }] }
        auditor: { can: [{ do: read, on: "shop/report:*" }] }
      grants:
        - { to: alice, role: reader, in: [day, night], because: She packs them }
        - { to: carol, role: auditor, in: [day, night], because: She counts them }
      """;

  static Shop open(ApiServer server) {
    server.anew();
    server.policy(POLICY);
    return new Shop(server, UUID.randomUUID());
  }

  String sub(String person) {
    return person + " " + run;
  }

  JWTClaimsSet.Builder claims(String person) {
    return server.issuer.claims(sub(person), person).audience("shop");
  }

  String token(String person) {
    return server.issuer.sign(claims(person).build());
  }
}
