package dev.usher.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

/** What was asked, and of whom. */
final class AlikeCount {
  int policies;
  int carried;
  int nevers;
  int forbidden;
  int asked;
  int yes;
  int meant;
  int can;
  int gateway;
  int through;
  int twisted;
  int database;
  int reached;

  /** A test in which everything is refused would show nothing. */
  void isWorthIt() {
    assertThat(carried)
        .as("policies that the database carries: %s", this)
        .isGreaterThan(policies / 4);
    assertThat(yes).as("of all: %s", this).isBetween(asked / 20, asked * 19 / 20);
    assertThat(through).as("by the gateway: %s", this).isBetween(gateway / 20, gateway * 19 / 20);
    assertThat(reached)
        .as("in the database: %s", this)
        .isBetween(database / 20, database * 19 / 20);
    assertThat(twisted).isGreaterThan(0);
    // That one forbids what somebody has is rare: what anybody could break does not come into
    // force.
    assertThat(nevers).isGreaterThan(0);
  }

  @Override
  public String toString() {
    return ("%d policies, %d of them carried out by the database, %d with a never; %d questions over"
            + " AuthZEN and of the library, %d with yes; %d of the policy's meaning, %d of them yes but for a never; %d of usher"
            + " can;"
            + " %d by Envoy, %d with yes, and %d twisted; %d of the database, %d with yes")
        .formatted(
            policies, carried, nevers, asked, yes, meant, forbidden, can, gateway, through, twisted,
            database, reached);
  }
}
