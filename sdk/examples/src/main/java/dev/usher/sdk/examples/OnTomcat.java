package dev.usher.sdk.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.http.fileupload.FileUtils;

/** A Tomcat in this process, with one application. */
record OnTomcat(Tomcat tomcat, Path folder) implements Running {
  /**
   * @param port 0 for a free one
   * @param application adds its filters and servlets
   */
  static Running start(int port, Consumer<Context> application) {
    try {
      Path folder = Files.createTempDirectory("usher-example");
      Tomcat tomcat = new Tomcat();
      tomcat.setBaseDir(folder.toString());
      tomcat.setPort(port);
      tomcat.getConnector().setProperty("address", "127.0.0.1");
      application.accept(tomcat.addContext("", folder.toString()));
      tomcat.start();
      return new OnTomcat(tomcat, folder);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (LifecycleException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
      FileUtils.deleteDirectory(folder.toFile());
    } catch (LifecycleException failure) {
      throw new IllegalStateException(failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
