package dev.usher.connectors.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One account as a line of ACL LIST tells of it.
 *
 * @param hashes of its passwords, and usher's marks among them
 * @param sets what it may do: what holds for itself first, then its selectors
 * @param odd whatever else is said
 */
record Rules(
    String name,
    boolean on,
    boolean nopass,
    List<String> hashes,
    List<Set> sets,
    List<String> odd) {

  /** Rules that a command must satisfy as a whole. */
  record Set(List<String> commands, List<Keys> keys, List<String> channels) {
    /** Its patterns, and those commands. */
    String text(List<String> commands) {
      List<String> words = new ArrayList<>();
      keys.forEach(each -> words.add(each.sign() + each.pattern()));
      channels.forEach(pattern -> words.add("&" + pattern));
      words.addAll(commands);
      return String.join(" ", words);
    }
  }

  /** A pattern of keys, and what it opens them for. */
  record Keys(String pattern, boolean read, boolean write) {
    /** What stands before the pattern. */
    String sign() {
      return read ? write ? "~" : "%R~" : "%W~";
    }
  }

  /** Reads {@code user alice on #… ~orders:* &* -@all +get (%R~stock:* +get)}. */
  static Rules read(String line) {
    String[] words = line.split(" ");
    String name = words.length > 1 ? words[1] : "";
    boolean on = false;
    boolean nopass = false;
    List<String> hashes = new ArrayList<>();
    List<String> odd = new ArrayList<>();
    List<Set> sets = new ArrayList<>(List.of(empty()));
    Set root = sets.getFirst();
    Set now = root;
    for (int i = 2; i < words.length; i++) {
      String word = words[i];
      if (now == root && word.startsWith("(")) {
        now = empty();
        sets.add(now);
        word = word.substring(1);
      }
      boolean ends = now != root && word.endsWith(")");
      if (ends) word = word.substring(0, word.length() - 1);
      switch (word) {
        case "on" -> on = true;
        case "nopass" -> nopass = true;
        case "", "off", "sanitize-payload", "resetchannels", "resetkeys" -> {}
        default -> {
          if (word.startsWith("#")) hashes.add(word.substring(1));
          else if (!rule(word, now)) odd.add(word);
        }
      }
      if (ends) now = root;
    }
    return new Rules(name, on, nopass, hashes, sets, odd);
  }

  private static Set empty() {
    return new Set(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  private static boolean rule(String word, Set to) {
    switch (word.charAt(0)) {
      case '~' -> to.keys().add(new Keys(word.substring(1), true, true));
      case '%' -> {
        int wave = word.indexOf('~');
        if (wave < 0) return false;
        String halves = word.substring(1, wave).toUpperCase(Locale.ROOT);
        to.keys()
            .add(new Keys(word.substring(wave + 1), halves.contains("R"), halves.contains("W")));
      }
      case '&' -> to.channels().add(word.substring(1));
      case '+', '-' -> to.commands().add(word);
      default -> {
        if (word.equals("allkeys")) to.keys().add(new Keys("*", true, true));
        else if (word.equals("allchannels")) to.channels().add("*");
        else if (word.equals("allcommands") || word.equals("nocommands")) to.commands().add(word);
        else return false;
      }
    }
    return true;
  }
}
