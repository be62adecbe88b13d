package dev.usher.cli.terminal;

/** Colours of a terminal (ECMA-48, 8.3.117), or none. */
public enum Ink {
  PLAIN,
  COLOUR;

  public String added(String text) {
    return paint("32", text);
  }

  public String changed(String text) {
    return paint("33", text);
  }

  public String taken(String text) {
    return paint("31", text);
  }

  public String good(String text) {
    return paint("32", text);
  }

  public String bad(String text) {
    return paint("1;31", text);
  }

  public String strong(String text) {
    return paint("1", text);
  }

  public String faint(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\033[" + code + "m" + text + "\033[0m";
  }
}
