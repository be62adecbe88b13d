package dev.usher.sdk.examples;

import dev.usher.sdk.guard.Guard;
import dev.usher.sdk.servlet.UsherFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

/** Plain servlets behind two filters: the one knows who it is, the other what they may. */
final class ServletShop {
  private ServletShop() {}

  static Running start(Guard guard, int port) {
    UsherFilter usher =
        new UsherFilter(
            guard,
            Shop.CHALLENGE,
            UsherFilter.by(Shop.ROUTES).andThen(operation -> operation.map(Shop::told)));
    return OnTomcat.start(
        port,
        context -> {
          add(context, "who", authenticating());
          add(context, "usher", usher);
          Tomcat.addServlet(context, "shop", new Orders());
          context.addServletMappingDecoded("/*", "shop");
        });
  }

  private static void add(Context context, String name, Filter filter) {
    FilterDef filterDef = new FilterDef();
    filterDef.setFilterName(name);
    filterDef.setFilter(filter);
    context.addFilterDef(filterDef);
    FilterMap everywhere = new FilterMap();
    everywhere.setFilterName(name);
    everywhere.addURLPattern("/*");
    context.addFilterMap(everywhere);
  }

  /** Mostly the container's own, or another library's. */
  private static Filter authenticating() {
    return (request, response, chain) -> {
      HttpServletRequest asked = (HttpServletRequest) request;
      Principal known = Shop.login(asked.getHeader("Authorization")).orElse(null);
      chain.doFilter(
          new HttpServletRequestWrapper(asked) {
            @Override
            public @Nullable Principal getUserPrincipal() {
              return known;
            }
          },
          response);
    };
  }

  private static final class Orders extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().println("done: " + request.getMethod() + " " + request.getPathInfo());
    }
  }
}
