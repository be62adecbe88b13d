package dev.usher.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ten thousand table privileges, at full size: each of 50 roles reads one schema of 100 tables, and
 * reads and writes a quarter of another; two or three roles always have the same.
 */
record Privileges(Estate estate, int roles) {

  List<String> roleNames() {
    return IntStream.range(0, roles).mapToObj(i -> "r" + i).toList();
  }

  int reads(int role) {
    return role % estate.schemas();
  }

  /** Never what it reads, for seven times a number and three has another parity. */
  int writes(int role) {
    return (role * 7 + 3) % estate.schemas();
  }

  List<String> written(int role) {
    int block = estate.tablesEach() / 4;
    int from = role % 4 * block;
    return IntStream.range(from, from + block).mapToObj(i -> "t" + i).toList();
  }

  long count() {
    return IntStream.range(0, roles)
        .mapToLong(role -> estate.tablesEach() + 4L * written(role).size())
        .sum();
  }

  /** Roles, members and the way to the schemas: what both contestants start from. */
  PolicyFolder before() {
    return policy(false);
  }

  PolicyFolder after() {
    return policy(true);
  }

  private PolicyFolder policy(boolean whole) {
    PolicyFolder policy = new PolicyFolder();
    for (int i = 0; i < roles; i++) {
      List<String> can = new ArrayList<>();
      can.add(PolicyFolder.can("use", "{s%d,s%d}".formatted(reads(i), writes(i))));
      if (whole) {
        can.add(PolicyFolder.can("read", "s%d/*".formatted(reads(i))));
        String tables = "{" + String.join(",", written(i)) + "}";
        can.add(PolicyFolder.can("[read, write]", "s%d/%s".formatted(writes(i), tables)));
      }
      policy.person("p" + i).role("r" + i, can).grant("p" + i, "r" + i);
    }
    return policy;
  }
}
