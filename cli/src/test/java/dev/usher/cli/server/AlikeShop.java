package dev.usher.cli.server;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One of several worlds in one policy, each with a schema, an application and people of its own: so
 * that one plan carries out many policies that know nothing of each other.
 */
record AlikeShop(int number) {
  /** In one policy. */
  static final int MANY = 8;

  static final List<String> TABLES = List.of("orders", "items");

  /** Whom a directory brings, by a group, to all of them. */
  static final String NEWCOMER = "eve";

  private static final String SERVICE = "bot";

  static List<AlikeShop> all() {
    return IntStream.range(0, MANY).mapToObj(AlikeShop::new).toList();
  }

  List<String> people() {
    return Stream.of("ann", "ben", "cid", "dan").map(name -> name + number).toList();
  }

  String service() {
    return SERVICE + number;
  }

  static boolean isService(String who) {
    return who.startsWith(SERVICE);
  }

  List<String> everybody() {
    return Stream.concat(people().stream(), Stream.of(service(), NEWCOMER)).toList();
  }

  /** Whom the group brings. */
  String crew() {
    return "crew" + number;
  }

  String schema() {
    return "s" + number;
  }

  String role(int which) {
    return "s%drole%d".formatted(number, which);
  }

  String application() {
    return "shop-api-" + number;
  }

  /** Where its tables are. */
  String tables() {
    return "prod/shop-db/" + schema() + "/";
  }

  /** What its gateway asks about. */
  String target() {
    return "prod/" + application();
  }
}
