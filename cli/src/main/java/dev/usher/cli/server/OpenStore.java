package dev.usher.cli.server;

import dev.usher.cli.server.ServerConfig.StorePlace;
import dev.usher.engine.Progress;
import dev.usher.store.Account;
import dev.usher.store.Store;
import dev.usher.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * What the server keeps, opened.
 *
 * @param home for what can be made anew, this server's alone
 */
record OpenStore(Store store, Path home) {

  /**
   * @throws dev.usher.store.StoreFailure when it cannot be opened
   */
  static OpenStore open(StorePlace place, SecureRandom random, Progress progress, Opened opened) {
    return switch (place) {
      case StorePlace.Embedded(Path folder) -> {
        progress.told("store", "starting PostgreSQL in " + folder, 0, 0);
        EmbeddedStore embedded = opened.keep(EmbeddedStore.start(folder, random));
        Store store = opened.keep(Store.open(embedded.migrating(), embedded.running()));
        yield new OpenStore(store, folder.resolve("policy"));
      }
      case StorePlace.Remote(Account admin, Account login) -> {
        progress.told("store", "opening " + login.url(), 0, 0);
        Store store = opened.keep(Store.open(admin, login));
        yield new OpenStore(store, opened.keep(TemporaryFolder.create()).path());
      }
    };
  }
}
