-- Two thousand tables and a few roles that read and write many of them.
create role reader_@ nologin;
create role writer_@ nologin;
create role auditor_@ nologin;
create role import_@ login;
create role dora_@ login;
create role emil_@ login;
create role fritz_@ login;
do $$ begin
  for i in 1..2000 loop
    execute format('create table album_%s (id int, title text, price numeric, note text)', i);
  end loop;
  for i in 1..500 loop
    execute format('grant insert, update, delete on album_%s to writer_@', i);
  end loop;
  for i in 1..1999 loop
    execute format('grant truncate on album_%s to import_@', i);
  end loop;
  for i in 1901..2000 loop
    execute format('grant select (id, title), references (id) on album_%s to auditor_@', i);
  end loop;
end $$;
grant select on all tables in schema public to reader_@;
grant reader_@ to writer_@, dora_@;
grant writer_@ to emil_@;
grant auditor_@ to emil_@, fritz_@;
