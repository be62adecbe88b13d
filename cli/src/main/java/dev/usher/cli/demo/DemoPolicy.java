package dev.usher.cli.demo;

import dev.usher.engine.Usher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The example policy, with the demo's servers and usher's passwords in place of the example's. */
record DemoPolicy(Path folder) {
  private static final String PEOPLE = "people.yaml";

  static DemoPolicy write(DemoPlace demo, Company company) throws IOException {
    Path folder = Files.createDirectory(demo.policy());
    Path prod = demo.secret("usher-prod", company.usherLogin());
    Path trial = demo.secret("usher-trial", company.usherLogin());
    String estate =
        example("estate.yaml")
            .replace("localhost:5432", "localhost:" + company.prod().port())
            .replace("localhost:5433", "localhost:" + company.trial().port())
            .replaceAll("env:[A-Z]+_PROD_ADMIN", "file:" + prod)
            .replaceAll("env:[A-Z]+_(DEV|STAGING)_ADMIN", "file:" + trial);
    Files.writeString(folder.resolve("estate.yaml"), estate);
    Files.writeString(folder.resolve(PEOPLE), example(PEOPLE));
    Files.writeString(folder.resolve("roles.yaml"), example("roles.yaml"));
    Files.writeString(folder.resolve("engines.yaml"), engines(demo, company));
    return new DemoPolicy(folder);
  }

  /** What there is beside PostgreSQL; without what does not run here. */
  private static String engines(DemoPlace demo, Company company) throws IOException {
    Stores stores = company.stores();
    String admin = "file:" + demo.secret("usher-stores", company.usherLogin());
    String text;
    try (InputStream file = DemoPolicy.class.getResourceAsStream("/demo/engines.yaml")) {
      text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
    return text.lines()
            .filter(line -> stores.points().isPresent() || !line.contains("points-db"))
            .map(
                line ->
                    line.replace(
                            "POINTS_URL", stores.points().map(one -> one.url("points")).orElse(""))
                        .replace("CARTS_URL", stores.carts().url())
                        .replaceAll("(POINTS|CARTS)_ADMIN", admin))
            .collect(Collectors.joining("\n"))
        + "\n";
  }

  static String example(String name) throws IOException {
    try (InputStream file = Usher.class.getResourceAsStream("/example/" + name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Two teams are whom a directory has in two groups. */
  void directorySpeaks() throws IOException {
    comes("served.yaml");
  }

  /** Takes frida in, as one commit would; returns that commit's lines. */
  List<String> fridaComes() throws IOException {
    return comes("desk.yaml");
  }

  /** Names who makes the warehouse's tables, as one commit would; returns that commit's lines. */
  List<String> erinCounts() throws IOException {
    Path file = folder.resolve("estate.yaml");
    String creators = "    creators: [stock_owner]";
    String schemas = "    schemas: [public]\n";
    String estate = Files.readString(file);
    Files.writeString(file, estate.replace(schemas, schemas + creators + "\n"));
    List<String> lines = new ArrayList<>(List.of(creators));
    lines.addAll(comes("stocktaking.yaml"));
    return lines;
  }

  private List<String> comes(String name) throws IOException {
    try (InputStream file = DemoPolicy.class.getResourceAsStream("/demo/" + name)) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(folder.resolve(name), text);
      return text.lines().toList();
    }
  }

  /** Takes bob out, as one commit would; returns that commit's lines. */
  List<String> bobLeaves() throws IOException {
    Path file = folder.resolve(PEOPLE);
    List<String> diff = new ArrayList<>();
    List<String> after = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("  bob:")) {
        diff.add("-" + line);
      } else if (line.contains("[alice, bob]")) {
        diff.add("-" + line);
        diff.add("+" + line.replace("[alice, bob]", "[alice]"));
        after.add(line.replace("[alice, bob]", "[alice]"));
      } else {
        after.add(line);
      }
    }
    Files.write(file, after);
    return diff;
  }
}
