-- Odd names, everybody on one network, everything by role.
create role `Vertrieb Süd :tag`;
create role `o'x"``:tag`;
create user `b.c@d:tag`@'10.%' identified by 'x';
create user `Ünal :tag`@'10.%' identified by 'x';
create user `c:d:tag`@'10.%' identified by 'x';
create user `elsewhere:tag`@'%' identified by 'x';

create table :database.`Order Details` (`OrderID` int, `Product Name` text, `*` int, `a"b` int);
create table :database.`{a,b}` (c int);
create table :database.`x.y/z` (c int);
create procedure :database.`do it`() sql security invoker select 1;
create procedure :database.`größe`() sql security invoker select 1;

grant insert (`OrderID`, `Product Name`) on :database.`Order Details` to `Vertrieb Süd :tag`;
grant select (`*`) on :database.`Order Details` to `Vertrieb Süd :tag`;
grant select on :database.`{a,b}` to `Vertrieb Süd :tag`;
grant select, delete on :database.`x.y/z` to `o'x"``:tag`;
grant execute on procedure :database.`do it` to `o'x"``:tag`;
grant execute on procedure :database.`größe` to `o'x"``:tag`;
grant `Vertrieb Süd :tag` to `o'x"``:tag`;
grant `Vertrieb Süd :tag` to `b.c@d:tag`@'10.%';
grant `o'x"``:tag` to `Ünal :tag`@'10.%';
grant `o'x"``:tag` to `c:d:tag`@'10.%';
grant select on :escaped.* to `b.c@d:tag`@'10.%';
grant select on :database.`{a,b}` to `elsewhere:tag`@'%';
