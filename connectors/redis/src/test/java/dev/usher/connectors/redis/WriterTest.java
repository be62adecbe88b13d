package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;

/** One writes at a time, and nobody but usher can keep usher from it. */
class WriterTest {
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void of_many_who_want_to_write_one_does(Version version) throws Exception {
    try (Cache cache = new Cache(version);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Applying applying = cache.applying();
      String print = applying.plan(Cache.meant().access()).plan().fingerprint();
      AtomicInteger writing = new AtomicInteger();
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(
                () -> {
                  try (Session<RedisFact> session = applying.open()) {
                    if (!(session.lock(print) instanceof Lock.Held)) return false;
                    assertThat(writing.incrementAndGet()).isEqualTo(1);
                    session.inspect();
                    writing.decrementAndGet();
                    return true;
                  }
                }));
      }
      int held = 0;
      for (Future<Boolean> one : all) held += one.get() ? 1 : 0;
      assertThat(held).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void an_account_that_calls_itself_the_writer_is_not(Version version) {
    try (Cache cache = new Cache(version)) {
      cache.apply(Cache.meant().can("ann", "get", "orders").access());
      try (Connection ann = cache.enter("ann")) {
        RedisWords.say(ann, "CLIENT", "SETNAME", RedisNames.WRITER);
        cache.apply(Cache.meant().access());
      }
    }
  }

  /** HELLO gives a connection its name before it looks who is there, and no rule forbids it. */
  @ParameterizedTest
  @MethodSource("dev.usher.testkit.RedisServer$Version#available")
  void who_cannot_change_accounts_is_not_the_writer(Version version) throws Exception {
    try (Cache cache = new Cache(version)) {
      cache.server().run("ACL", "SETUSER", "stranger", "on", ">x", "-@all", "resetchannels");
      cache.server().run("ACL", "SETUSER", "broad", "on", ">x", "+@all", "-@dangerous");
      try (Connection stranger = cache.server().connect("stranger", "x");
          Connection broad = cache.server().connect("broad", "x");
          Socket nobody = new Socket(InetAddress.getLoopbackAddress(), cache.server().port())) {
        RedisWords.say(stranger, "HELLO", "2", "SETNAME", RedisNames.WRITER);
        RedisWords.say(broad, "HELLO", "2", "SETNAME", RedisNames.WRITER);
        cache.server().run("ACL", "SETUSER", "default", "resetpass");
        say(nobody, "HELLO 2 SETNAME " + RedisNames.WRITER);
        String print = cache.applying().plan(Cache.meant().access()).plan().fingerprint();
        try (Session<RedisFact> session = cache.applying().open()) {
          assertThat(session.lock(print)).isInstanceOf(Lock.Held.class);
        }
      }
    }
  }

  private static void say(Socket to, String line) throws IOException {
    to.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    assertThat(to.getInputStream().read()).isPositive();
  }
}
