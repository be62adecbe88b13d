package dev.usher.cli.demo;

import dev.usher.cli.remote.ServerAddress;
import java.nio.file.Path;

/**
 * How to go on by oneself.
 *
 * @param token file with an administrator's token
 * @param header file with the header that the directory sends; so it is in no process list
 */
record ServedScreen(
    Screen screen, ServerAddress address, DemoPlace place, Path token, Path header) {

  void show() {
    screen.head("It goes on until Ctrl-C, which leaves nothing behind");
    screen.say(
        "  server     " + address + "  (what it offers: " + address + "/api/v1/openapi.json)");
    screen.say("  policy     " + place.policy() + "  (edit it: the server follows)");
    screen.say("  log        " + place.folder().resolve("server.log"));
    screen.say("");
    screen.say("  As an administrator:");
    screen.say("    export USHER_TOKEN=file:" + token);
    screen.say("    ./usher who-can read prod/shop-db/public/orders --server " + address);
    screen.say("    ./usher history nina --server " + address);
    screen.say("  As the directory:");
    screen.say("    curl -H @" + header + " " + address + "/scim/v2/Users");
  }
}
