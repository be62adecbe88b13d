package dev.usher.connectors.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.connectors.api.Session;
import dev.usher.connectors.api.Session.Lock;
import dev.usher.testkit.RedisServer.Version;
import dev.usher.testkit.RedisWords;
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
}
