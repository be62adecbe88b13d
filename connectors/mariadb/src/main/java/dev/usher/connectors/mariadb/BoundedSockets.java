package dev.usher.connectors.mariadb;

import dev.usher.connectors.api.BoundedSocket;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** For the driver, which makes one by its name and connects what it is given by itself. */
public final class BoundedSockets extends SocketFactory {
  @Override
  public Socket createSocket() {
    return new BoundedSocket();
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }
}
