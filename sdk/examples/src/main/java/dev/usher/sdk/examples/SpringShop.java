package dev.usher.sdk.examples;

import dev.usher.sdk.guard.Guard;
import dev.usher.sdk.spring.UsherAuthorization;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Optional;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.aop.support.RootClassFilter;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** Spring Security asks usher in its three ways: of a request, of a method, in an expression. */
@Configuration(proxyBeanMethods = false)
@EnableWebMvc
@EnableWebSecurity
@EnableMethodSecurity
class SpringShop {
  static Running start(Guard guard, int port) {
    AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
    beans.addBeanFactoryPostProcessor(factory -> factory.registerSingleton("guard", guard));
    beans.register(SpringShop.class);
    return OnTomcat.start(
        port,
        context ->
            context.addServletContainerInitializer(
                (_, servlets) -> {
                  beans.setServletContext(servlets);
                  beans.refresh();
                  servlets
                      .addFilter(
                          "security", beans.getBean("springSecurityFilterChain", Filter.class))
                      .addMappingForUrlPatterns(null, false, "/*");
                  servlets.addServlet("shop", new DispatcherServlet(beans)).addMapping("/");
                },
                null));
  }

  @Bean
  UsherAuthorization usher(Guard guard) {
    return new UsherAuthorization(guard, Shop.APPLICATION);
  }

  /** Of a request. */
  @Bean
  SecurityFilterChain requests(HttpSecurity http, UsherAuthorization usher) {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(HttpMethod.GET, "/orders/{id}")
                    .access(
                        usher.by(
                            request ->
                                Optional.ofNullable(request.getVariables().get("id"))
                                    .map(id -> usher.operation("read", "order", id))))
                    // These ask at their methods.
                    .requestMatchers(HttpMethod.POST, "/orders/{id}/refund")
                    .authenticated()
                    .requestMatchers(HttpMethod.DELETE, "/orders/{id}")
                    .authenticated()
                    .anyRequest()
                    .denyAll())
        .httpBasic(Customizer.withDefaults())
        // Programs alone come here: what a browser remembers is another's to send.
        .csrf(CsrfConfigurer::disable)
        .sessionManagement(it -> it.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }

  /** Of a method, wherever it is called. Spring passes an advisor over that has not this role. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static AuthorizationManagerBeforeMethodInterceptor cancelling(UsherAuthorization usher) {
    NameMatchMethodPointcut cancel = new NameMatchMethodPointcut();
    cancel.setMappedName("cancel");
    cancel.setClassFilter(new RootClassFilter(Orders.class));
    return new AuthorizationManagerBeforeMethodInterceptor(
        cancel,
        usher.<MethodInvocation>by(
            call ->
                Optional.ofNullable(call.getArguments()[0])
                    .map(id -> usher.operation("cancel", "order", (String) id))));
  }

  @Bean
  AuthenticationManager people() {
    return asked -> {
      String name = asked.getName();
      if (!Shop.isRight(name, String.valueOf(asked.getCredentials())))
        throw new BadCredentialsException("wrong name or password");
      return UsernamePasswordAuthenticationToken.authenticated(name, null, List.of());
    };
  }

  @Bean
  Orders orders() {
    return new Orders();
  }

  static class Orders {
    /** In an expression. */
    @PreAuthorize(
        "@usher.may('refund', 'order', #id, {total: @orders.total(#id)}, {channel: 'web'})")
    String refund(String id) {
      return "done: refunded " + id;
    }

    String cancel(String id) {
      return "done: cancelled " + id;
    }

    public @Nullable Long total(String id) {
      return Shop.total(id).orElse(null);
    }
  }

  @RestController
  static class Api {
    private final Orders orders;

    Api(Orders orders) {
      this.orders = orders;
    }

    @GetMapping("/orders/{id}")
    String read(@PathVariable String id) {
      return "done: " + id;
    }

    @PostMapping("/orders/{id}/refund")
    String refund(@PathVariable String id) {
      return orders.refund(id);
    }

    @DeleteMapping("/orders/{id}")
    String cancel(@PathVariable String id) {
      return orders.cancel(id);
    }

    @GetMapping("/open")
    String open() {
      return "done: what no route of the policy leads to";
    }
  }
}
