package dev.usher.cli.demo;

import dev.usher.cli.terminal.Ink;
import dev.usher.cli.terminal.Terminal;

/** What is told, one headed screen after another. */
final class Screen {
  private static final int WIDTH = 78;
  private final Terminal terminal;
  private int number;

  Screen(Terminal terminal) {
    this.terminal = terminal;
  }

  Ink ink() {
    return terminal.ink();
  }

  Terminal terminal() {
    return terminal;
  }

  /** Begins a screen. */
  void head(String title, String... story) {
    String head = "── " + ++number + ". " + title + " ";
    say("");
    say(ink().strong(head + "─".repeat(Math.max(3, WIDTH - head.length()))));
    for (String line : story) say(line);
    say("");
  }

  /** What a person would have typed. */
  void command(String typed) {
    say(ink().faint("$ " + typed));
  }

  void say(String line) {
    terminal.out().println(line);
  }

  /** A text that ends with a line break of its own. */
  void show(String text) {
    terminal.out().print(text);
    terminal.out().flush();
  }

  /** Whether something came out as it must, said as a line with a tick or a cross. */
  boolean check(boolean so, String what) {
    say((so ? ink().good("✓ ") : ink().bad("✗ ")) + what);
    return so;
  }
}
