package dev.usher.connectors.api;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A connection to a server that may go on and on: an answer, which is all that comes before the
 * next question, is cut off at a tenth of the heap. For drivers that set no bound of their own.
 */
public final class BoundedSocket extends Socket {
  private final long limit = Runtime.getRuntime().maxMemory() / 10;

  /** Bytes of the answer so far. */
  private volatile long come;

  /** An answer was longer than usher takes. */
  public static final class Exceeded extends IOException {
    private static final long serialVersionUID = 1;

    private Exceeded(long limit) {
      super("an answer of more than " + limit + " bytes: is it such a server at all?");
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        int one = in.read();
        if (one >= 0) count(1);
        return one;
      }

      @Override
      public int read(byte[] into, int at, int length) throws IOException {
        int some = in.read(into, at, length);
        if (some > 0) count(some);
        return some;
      }
    };
  }

  private void count(int more) throws IOException {
    come += more;
    if (come <= limit) return;
    close();
    throw new Exceeded(limit);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(super.getOutputStream()) {
      @Override
      public void write(int one) throws IOException {
        come = 0;
        out.write(one);
      }

      @Override
      public void write(byte[] from, int at, int length) throws IOException {
        come = 0;
        out.write(from, at, length);
      }
    };
  }
}
