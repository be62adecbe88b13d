package dev.usher.connectors.redis;

import dev.usher.connectors.redis.RedisArrange.Touched;
import dev.usher.core.plan.Plan.Effect;
import dev.usher.core.plan.Plan.Phase;
import dev.usher.core.plan.Plan.Risk;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands that bring one account from how it is to how it ought to be. */
final class ArrangeAccount {
  private final Drafts drafts;
  private final RuleText text;

  ArrangeAccount(Drafts drafts, RuleText text) {
    this.drafts = drafts;
    this.text = text;
  }

  void arrange(String name, @Nullable State before, Touched touched) {
    if (before == null) create(name, touched);
    else if (touched.after().isGone()) remove(name, before, touched);
    else change(name, before, touched);
  }

  /**
   * In one command, with its mark and its rules; nobody comes in by it until it has a password.
   * Whatever else may have been made of that name in the meantime is no more.
   */
  private void create(String name, Touched touched) {
    boolean on = touched.after().on;
    List<String> words = new ArrayList<>(List.of("reset", on ? "on" : "off"));
    touched.after().hashes().forEach(hash -> words.add("#" + hash));
    String rules = Words.line(words) + " " + text.of(touched.after());
    Risk risk = on ? Risk.WIDENS : Risk.NONE;
    step(on ? Phase.OPEN : Phase.CREATE, touched, risk, touched.added(), setUser(name, rules));
  }

  private void remove(String name, State before, Touched touched) {
    if (before.on) {
      step(Phase.CLOSE, touched, Risk.NARROWS, List.of(), setUser(name, stillOurs(before) + "off"));
    }
    step(Phase.END_SESSIONS, touched, Risk.NARROWS, List.of(), kill(name));
    step(Phase.REMOVE, touched, Risk.NARROWS, touched.taken(), deleted(name));
  }

  /**
   * Off, and marked in the same command, so that one who crashes here comes back to end the
   * connections.
   *
   * @return what it is then
   */
  private State shut(String name, State before, Touched touched) {
    State shut = before.copy();
    shut.on = false;
    shut.sweep(true);
    List<String> words = new ArrayList<>(List.of("off"));
    words.addAll(marks(before, shut));
    step(Phase.CLOSE, touched, Risk.NARROWS, touched.changed(), setUser(name, Words.line(words)));
    step(Phase.END_SESSIONS, touched, Risk.NARROWS, List.of(), kill(name));
    return shut;
  }

  private void change(String name, State before, Touched touched) {
    if (before.on && !touched.after().on) {
      State shut = shut(name, before, touched);
      List<Effect> told = List.of();
      Touched rest =
          new Touched(touched.after(), touched.taken(), touched.added(), told, touched.of());
      changeRules(name, shut, rest);
    } else {
      changeRules(name, before, touched);
    }
  }

  private void changeRules(String name, State before, Touched touched) {
    State after = touched.after();
    List<Effect> taken = new ArrayList<>(touched.taken());
    State now = before;
    State less = after.copy();
    less.held.clear();
    less.held.putAll(after.both(before));
    less.on = before.on;
    boolean sweeps = before.isUnswept() || !before.beyond.isEmpty() || goesOn(before, less);
    if (sweeps) after.sweep(false);
    if (loses(before, less)) {
      less.sweep(sweeps);
      taken.addAll(touched.changed());
      step(Phase.REVOKE, touched, Risk.NARROWS, taken, setUser(name, whole(before, less)));
      now = less;
    }
    if (sweeps) {
      step(Phase.REVOKE, touched, Risk.NARROWS, List.of(), kill(name));
      State swept = now.copy();
      swept.sweep(false);
      List<Effect> told = now == before ? touched.changed() : List.of();
      step(Phase.REVOKE, touched, Risk.NONE, told, setUser(name, Words.line(marks(now, swept))));
      now = swept;
    }
    if (!now.held.equals(after.held) || !now.hashes().equals(after.hashes())) {
      step(Phase.GRANT, touched, Risk.WIDENS, touched.added(), setUser(name, whole(now, after)));
    }
    if (after.on && !before.on) {
      String on = stillOurs(after) + "on";
      step(Phase.OPEN, touched, Risk.WIDENS, touched.changed(), setUser(name, on));
    }
  }

  private static boolean loses(State before, State less) {
    return !less.held.equals(before.held)
        || !before.beyond.isEmpty()
        || !less.marks.keySet().containsAll(before.marks.keySet())
        || before.ends.isPresent() && less.ends.isEmpty();
  }

  /** Whether something that is taken may have been begun, and goes on whatever the rules say. */
  private static boolean goesOn(State before, State less) {
    return before.held.entrySet().stream()
        .anyMatch(
            one -> {
              Set<String> left = less.on(one.getKey());
              return one.getValue().names().stream()
                  .anyMatch(command -> !left.contains(command) && Commands.goesOn(command));
            });
  }

  /**
   * Takes a mark and puts it back, which the server refuses as a whole where it is not there. ACL
   * SETUSER would make an account that is gone anew, without a mark: nobody's.
   */
  private static String stillOurs(State now) {
    List<String> marks = marks(now, now);
    return marks.isEmpty() ? "" : Words.line(marks) + " ";
  }

  private String whole(State from, State to) {
    List<String> marks = marks(from, to);
    return (marks.isEmpty() ? "" : Words.line(marks) + " ") + text.of(to);
  }

  /**
   * Other marks among the passwords; its password is named in no case. One that it has is taken, if
   * only to be put back.
   */
  private static List<String> marks(State from, State to) {
    List<String> words = new ArrayList<>();
    boolean allGo =
        from.ends.isPresent() && to.ends.isEmpty()
            || from.beyond.contains("nopass")
            || from.beyond.contains(RedisInspect.TWICE_MARKED)
            || from.beyond.contains(RedisInspect.TWO_PASSWORDS);
    for (String hash : from.hashes()) {
      if (!allGo && !to.hashes().contains(hash)) words.add("!" + hash);
    }
    if (words.isEmpty() && !from.hashes().isEmpty()) {
      String any = from.hashes().getFirst();
      words.add("!" + any);
      if (!allGo) words.add("#" + any);
    }
    if (allGo) words.add("resetpass");
    for (String hash : to.hashes()) {
      if (allGo || !from.hashes().contains(hash)) words.add("#" + hash);
    }
    return words;
  }

  private static String setUser(String name, String rules) {
    return Words.line(List.of("ACL", "SETUSER", name)) + " " + rules;
  }

  private static String kill(String name) {
    return Words.line(List.of("CLIENT", "KILL", "USER", name));
  }

  private static String deleted(String name) {
    return Words.line(List.of("ACL", "DELUSER", name));
  }

  private void step(Phase phase, Touched touched, Risk risk, List<Effect> effects, String command) {
    drafts.add(phase, touched.target(), risk, effects, command);
  }
}
