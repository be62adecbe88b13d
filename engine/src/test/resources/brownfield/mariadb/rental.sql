-- A shop that lends films: roles with members, columns, routines, what no policy can say.
create role readonly_:tag;
create role clerk_:tag;
create role marketing_:tag;
create role idle_:tag;
create role auditor_:tag;
create user app_:tag@'%' identified by 'secret of app';
create user batch_:tag@'%' identified by 'secret of batch';
create user alice_:tag@'%' identified by 'secret of alice';
create user bob_:tag@'%' identified by 'secret of bob';
create user carol_:tag@'%' identified by 'secret of carol';
create user lead_:tag@'%' identified by 'secret of lead';
create user closed_:tag@'%' identified by 'secret of closed' account lock;
create user alice_:tag@localhost identified by 'secret of another alice';
create user boss_:tag@'%' identified by 'secret of boss';
create user stand_in_:tag@'%' identified by 'secret of stand-in';

create table :database.gone (id int);
create table :database.actor (actor_id int primary key, first_name text, last_name text);
create table :database.film (film_id int primary key, title text, rating text);
create table :database.customer (customer_id int primary key, name text, email text, phone text);
create table :database.staff (staff_id int primary key, name text, password text);
create table :database.rental (rental_id int primary key, customer_id int, returned date);
create table :database.payment (payment_id int primary key, amount int) with system versioning;
create sequence :database.numbers;
create view :database.film_list as select title, rating from :database.film;
create sql security invoker view :database.customer_list as select customer_id, name from :database.customer;
create function :database.due(c int) returns int deterministic sql security invoker return c;
create procedure :database.close_day(d date) sql security definer select 1;

grant select on :database.actor to readonly_:tag;
grant select on :database.film to readonly_:tag;
grant select on :database.customer to readonly_:tag;
grant select on :database.rental to readonly_:tag;
grant select on :database.payment to readonly_:tag;
grant select (staff_id, name) on :database.staff to readonly_:tag;
grant select on :database.film_list to readonly_:tag;
grant readonly_:tag to clerk_:tag;
grant insert, update, delete on :database.rental to clerk_:tag;
grant update (phone, email) on :database.customer to clerk_:tag;
grant select, insert on :database.numbers to clerk_:tag;
grant execute on function :database.due to clerk_:tag;
grant delete history on :database.payment to clerk_:tag;
grant select (customer_id, name) on :database.customer to marketing_:tag;
grant select, select (title) on :database.film to marketing_:tag;
grant select on :database.actor to idle_:tag;
grant select on :database.film to auditor_:tag;

-- The account of a program, as most have it; and one that makes things.
grant all on :escaped.* to app_:tag@'%';
grant select, insert on :database.rental to batch_:tag@'%';
grant create, lock tables on :escaped.* to batch_:tag@'%';
grant marketing_:tag to batch_:tag@'%';

grant readonly_:tag to alice_:tag@'%';
grant marketing_:tag to alice_:tag@'%';
set default role readonly_:tag for alice_:tag@'%';
grant clerk_:tag to bob_:tag@'%';
set default role clerk_:tag for bob_:tag@'%';
grant marketing_:tag to carol_:tag@'%';
grant readonly_:tag to lead_:tag@'%' with admin option;

-- What no policy can say.
grant select on :database.film to lead_:tag@'%' with grant option;
grant select on :database.staff to closed_:tag@'%';
grant marketing_:tag to closed_:tag@'%';
grant select on :database.staff to alice_:tag@localhost;
grant select on `%_:tag`.* to boss_:tag@'%';
grant reload on *.* to boss_:tag@'%';
insert into mysql.proxies_priv (host, user, proxied_host, proxied_user, with_grant, grantor) values ('%', 'stand_in_:tag', '%', 'alice_:tag', 0, '');
grant create view on :database.film to batch_:tag@'%';
grant trigger on :database.film_list to marketing_:tag;
grant select on :database.gone to marketing_:tag;
drop table :database.gone;
grant insert on :database.actor to public;
