package dev.usher.connectors.postgres.attack;

/** In schema evil, what pg_catalog has, by the same names, and it springs the trap. */
final class Shadows {
  private static final String FUNCTIONS =
      """
      do $do$ declare f record; begin
        for f in
          select p.proname, pg_get_function_identity_arguments(p.oid) as args,
                 format_type(p.prorettype, null) as result
          from pg_proc p join pg_type r on r.oid = p.prorettype
          where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f'
            and not p.proretset and p.provariadic = 0 and r.typtype <> 'p'
            and p.proname ~ '^(pg_get|has_|acl|coalesce|current_|set_config|oidvector|format|quote|array|encode|sha|convert|obj_|shobj|concat|now|unnest|num_|to_reg|count|pg_has|pg_backend|pg_terminate|pg_describe|text|name|pg_enc|pg_adv|pg_block)'
        loop begin
          execute format('create function evil.%I(%s) returns %s language plpgsql as'
            || ' $f$ begin perform evil.spring(); return null; end $f$', f.proname, f.args, f.result);
        exception when others then null; end; end loop;
      end $do$
      """;

  private static final String OPERATORS =
      """
      do $do$ declare o record; begin
        for o in
          select distinct p.oprname, p.oprleft::regtype as l, p.oprright::regtype as r,
                 p.oprresult::regtype as result, p.oid
          from pg_operator p join pg_type l on l.oid = p.oprleft join pg_type r on r.oid = p.oprright
          where p.oprnamespace = 'pg_catalog'::regnamespace and l.typtype = 'b' and r.typtype = 'b'
            and p.oprname in ('=', '<>', '||', '~', '~~', '>', '<', '&', '>>')
        loop begin
          execute format('create function evil.%I(%s, %s) returns %s language plpgsql as'
            || ' $f$ begin perform evil.spring(); return null; end $f$',
            'op' || o.oid, o.l, o.r, o.result);
          execute format('create operator evil.%s (leftarg = %s, rightarg = %s, function = evil.%I)',
            o.oprname, o.l, o.r, 'op' || o.oid);
        exception when others then null; end; end loop;
      end $do$
      """;

  private static final String RELATIONS =
      """
      do $do$ declare c record; begin
        for c in
          select relname from pg_class
          where relnamespace = 'pg_catalog'::regnamespace and relkind in ('r', 'v')
        loop begin
          execute format('create view evil.%I as select * from pg_catalog.%I where evil.spring()',
            c.relname, c.relname);
        exception when others then null; end; end loop;
      end $do$
      """;

  private static final String TYPES =
      """
      do $do$ declare t text; begin
        foreach t in array array['text', 'name', 'oid', 'bool', 'boolean', 'regclass', 'int8']
        loop
          execute format('create domain evil.%I as pg_catalog.%I check (evil.spring())', t,
            replace(t, 'boolean', 'bool'));
        end loop;
      end $do$
      """;

  private Shadows() {}

  static void cast(Trap trap) {
    trap.asOwner(
        FUNCTIONS, OPERATORS, RELATIONS, TYPES, "grant all on all tables in schema evil to public");
  }
}
