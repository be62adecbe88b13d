-- A trader: names in quotes and beyond ASCII, groups in groups, a closed door for PUBLIC.
create role "Vertrieb Süd @" nologin;
create role "o'neil ""x"" @" nologin;
create role connect_@ nologin;
create role readers_@ nologin;
create role "ann.lee_@" login;
create role "jürgen_@" login;
create role "Ops-Team @" login;
create role "a:b @" login;
create role " lead @" login;
create role former_@ nologin;
create role asleep_@ login noinherit;

create schema "Ablage 2";
create schema "a.b";
create table "Orders" ("OrderID" int primary key, "Unit Price" numeric, "Größe" text, "x""y" text);
create table "Order Details" ("OrderID" int, "Product Name" text);
create table "a.b"."c/d" (" lead" int, "{z}" int);
create table "a.b"."*" (id int);
create table "a.b"."on" ("yes" int, "1" int);
create table "Ablage 2"."日本語" (id int, "no" text);
create view "Ablage 2"."view:v" as select id from "Ablage 2"."日本語";
create sequence "Ablage 2"."Nr.";
create type "Ablage 2"."Art, neu" as (a int);
create function "Ablage 2"."f(x)"("Ablage 2"."Art, neu", numeric) returns int language sql as 'select 1';
create function "Ablage 2".plain(double precision, text[], character varying) returns int language sql as 'select 1';

revoke connect, temporary on database :database from public;
revoke usage on schema public from public;
revoke execute on all functions in schema "Ablage 2" from public;
grant connect on database :database to connect_@;
grant usage on schema public, "a.b", "Ablage 2" to "Vertrieb Süd @";
grant select on "Orders", "a.b"."*", "a.b"."on", "Ablage 2"."日本語", "Ablage 2"."view:v" to "Vertrieb Süd @";
grant select ("Product Name"), insert ("OrderID", "Product Name") on "Order Details" to "Vertrieb Süd @";
grant references ("Größe", "x""y"), update ("Unit Price") on "Orders" to "o'neil ""x"" @";
grant select (" lead", "{z}") on "a.b"."c/d" to "o'neil ""x"" @";
grant update ("yes", "1") on "a.b"."on" to "o'neil ""x"" @";
grant trigger on "Orders" to "o'neil ""x"" @";
grant usage on sequence "Ablage 2"."Nr." to "o'neil ""x"" @";
grant execute on all functions in schema "Ablage 2" to "o'neil ""x"" @";
grant usage on type "Ablage 2"."Art, neu" to "o'neil ""x"" @";
-- No way to it: the schema is closed to this one.
grant select on "Ablage 2"."日本語" to readers_@;

grant "Vertrieb Süd @" to "o'neil ""x"" @";
grant connect_@, "o'neil ""x"" @" to "ann.lee_@";
grant connect_@, "Vertrieb Süd @", readers_@ to "jürgen_@";
grant select on "Orders" to "Ops-Team @";
grant "Ops-Team @" to "jürgen_@";
grant readers_@ to "a:b @", " lead @", former_@, asleep_@;
