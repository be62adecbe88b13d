package dev.usher.engine.alarm;

import dev.usher.core.ledger.Deed;
import dev.usher.core.ledger.Entry.What;
import dev.usher.engine.approval.Approvals.Approval;
import dev.usher.engine.follow.Deciding;
import dev.usher.engine.scim.HeldBack;
import dev.usher.engine.scim.HeldBack.Waits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What waits for somebody's yes: removals that are held, joinings, approvals. */
public final class Wanted implements Supplier<List<Concern>> {
  private final HeldBack heldBack;
  private final Deciding deciding;

  public Wanted(HeldBack heldBack, Deciding deciding) {
    this.heldBack = heldBack;
    this.deciding = deciding;
  }

  @Override
  public List<Concern> get() {
    List<Concern> all = new ArrayList<>();
    heldBack.waits().forEach(waits -> all.add(waits.isJoining() ? joining(waits) : held(waits)));
    deciding.waiting().forEach(one -> all.add(approval(one)));
    return all;
  }

  private Concern held(Waits waits) {
    String directory = waits.directory();
    return new Concern(
        "held " + directory,
        What.WANTED,
        "directory " + directory,
        ("%d removals that %s says wait for a yes: its brake held them; see GET"
                + " /api/v1/directories/%2$s/held, then put it right there or POST …/release")
            .formatted(waits.count(), directory),
        waits.latest(),
        List.of(),
        from ->
            heldBack.held(directory).stream()
                .filter(one -> one.since().isAfter(from))
                .map(
                    one ->
                        deed(
                            "take",
                            one.subject(),
                            one.group().map(group -> ", out of " + group).orElse("")))
                .toList());
  }

  private Concern joining(Waits waits) {
    String directory = waits.directory();
    return new Concern(
        "joining " + directory,
        What.WANTED,
        "directory " + directory,
        ("%d joinings that %s says wait for a yes: their groups carry weight; see GET"
                + " /api/v1/directories/%2$s/joining, then POST …/admit")
            .formatted(waits.count(), directory),
        waits.latest(),
        List.of(),
        from ->
            heldBack.joining(directory).stream()
                .filter(one -> one.since().isAfter(from))
                .map(one -> deed("add", one.member(), ", into " + one.group()))
                .toList());
  }

  private static Deed deed(String kind, String who, String what) {
    return new Deed(kind, who + what, new TreeSet<>(List.of(who)));
  }

  private static Concern approval(Approval one) {
    return new Concern(
        "approval " + one.request().id(),
        What.WANTED,
        one.request().realm(),
        "%s waits for a yes: approval %s; see GET /api/v1/approvals, then POST …/%2$s"
            .formatted(one.request().environment(), one.request().id()),
        Instant.EPOCH,
        one.request().statements(),
        _ -> List.of());
  }
}
