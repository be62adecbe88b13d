package dev.usher.cli.demo;

import dev.usher.cli.render.Table;
import dev.usher.cli.terminal.Ink;
import java.util.ArrayList;
import java.util.List;

/** A table of what one person could and could not do, with the databases' own words. */
record ProofText(Ink ink) {

  String render(Proof proof) {
    Table table = new Table("  ");
    List<String> head = new ArrayList<>(List.of(ink.strong(proof.subject()), ""));
    Company.ENVIRONMENTS.forEach(environment -> head.add(ink.faint(environment)));
    head.add("");
    table.row(head.toArray(String[]::new));
    for (Attempt attempt : Attempt.ALL) {
      List<Proof.Try> tries =
          proof.tries().stream().filter(one -> one.attempt().equals(attempt)).toList();
      List<String> row = new ArrayList<>(List.of(attempt.action(), attempt.path()));
      tries.forEach(one -> row.add(mark(one)));
      row.add(ink.faint(refusal(tries)));
      table.row(row.toArray(String[]::new));
    }
    return table.toString();
  }

  private String mark(Proof.Try one) {
    String mark = one.could() ? ink.good("✓") : ink.taken("✗");
    return one.asMeant() ? mark : mark + ink.bad(" not meant!");
  }

  /** What the database said to the last that could not be done. */
  private static String refusal(List<Proof.Try> tries) {
    return tries.reversed().stream()
        .filter(one -> !one.could())
        .map(Proof.Try::refusal)
        .findFirst()
        .orElse("");
  }
}
