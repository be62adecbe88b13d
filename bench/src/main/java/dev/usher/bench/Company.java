package dev.usher.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * People who work on an estate: each role reads as many schemas, every fifth role writes them too,
 * and each role is a team's. A table has an ACL entry for each role that reads its schema.
 */
record Company(Estate estate, int roles, int people, int schemasEach) {

  /** ACL entries that its policy makes on tables, owners' own aside. */
  int entries() {
    return roles * schemasEach * estate.tablesEach();
  }

  PolicyFolder policy() {
    PolicyFolder policy = new PolicyFolder();
    for (int i = 0; i < people; i++) policy.person("p" + i);
    for (int role = 0; role < roles; role++) {
      List<String> can = new ArrayList<>();
      String words = role % 5 == 0 ? "[read, write]" : "read";
      for (int i = 0; i < schemasEach; i++) {
        can.add(PolicyFolder.can(words, "s" + (role + i * 3) % estate.schemas() + "/*"));
      }
      int first = role;
      List<String> members =
          IntStream.range(0, people)
              .filter(i -> i % roles == first)
              .mapToObj(i -> "p" + i)
              .toList();
      policy.team("t" + role, members).role("r" + role, can).grant("team:t" + role, "r" + role);
    }
    return policy;
  }
}
