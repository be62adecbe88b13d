-- A shop that lends films: groups with members, column grants, partitions, what no policy can say.
create role rental_owner_@ nologin;
create role readonly_@ nologin;
create role clerk_@ nologin;
create role marketing_@ nologin;
create role idle_@ nologin;
create role app_@ login;
create role alice_@ login;
create role bob_@ login;
create role carol_@ login createdb;
create role boss_@ login superuser;
create role nobody_@ login;
create role lead_@ login;

create type mpaa_rating as enum ('G', 'PG', 'R');
create domain year as integer check (value between 1901 and 2155);
create table actor (actor_id serial primary key, first_name text, last_name text);
create table film (film_id serial primary key, title text, release_year year, rating mpaa_rating);
create table film_actor (actor_id int references actor, film_id int references film);
create table customer (customer_id serial primary key, name text, email text, phone text, active bool);
create table staff (staff_id serial primary key, name text, password text);
create table inventory (inventory_id serial primary key, film_id int);
create table rental (rental_id bigint generated always as identity, inventory_id int, customer_id int, returned timestamptz);
create table payment (payment_id serial, customer_id int, amount numeric, paid_at timestamptz) partition by range (paid_at);
create table payment_2026_01 partition of payment for values from ('2026-01-01') to ('2026-02-01');
create table payment_2026_02 partition of payment for values from ('2026-02-01') to ('2026-03-01');
create view customer_list as select customer_id, name from customer;
create view film_list as select title, rating from film;
create materialized view sales as select customer_id, sum(amount) as total from payment group by 1;
create function film_in_stock(integer, integer) returns int language sql security definer as 'select 1';
create procedure close_day(day date) language sql as 'select 1';
create schema reports;
create table reports.daily (day date, total numeric);
create schema "empty one";

grant select on all tables in schema public to readonly_@;
revoke select on staff from readonly_@;
grant select (staff_id, name) on staff to readonly_@;
grant usage on schema reports to readonly_@;
grant select on reports.daily to readonly_@;
grant readonly_@ to clerk_@;
grant insert, update, delete on rental, payment to clerk_@;
grant update (phone, email) on customer to clerk_@;
grant usage on all sequences in schema public to clerk_@;
grant execute on procedure close_day(date) to clerk_@;
grant usage on type mpaa_rating to clerk_@;
grant select (customer_id, name) on customer to marketing_@;
grant select on film, film_list to marketing_@;
grant select (title) on film to marketing_@;
grant select on actor to idle_@;

grant select, insert, update, delete, truncate on all tables in schema public to app_@;
grant usage, select, update on all sequences in schema public to app_@;
grant create on schema reports to app_@;
grant connect, temporary on database :database to app_@;

grant readonly_@ to alice_@;
grant clerk_@ to bob_@;
grant marketing_@ to alice_@, carol_@;
grant clerk_@ to boss_@;
grant readonly_@ to lead_@ with admin option;

-- What no policy can say.
grant select on film to lead_@ with grant option;
set role lead_@;
grant select on film to nobody_@;
reset role;
grant select on actor to public;
grant pg_read_all_data to carol_@;
grant select on payment_2026_01 to marketing_@;
alter default privileges in schema public grant select on tables to readonly_@;
create policy own_rows on rental for select to marketing_@ using (customer_id = 1);
alter table inventory owner to rental_owner_@;
