-- usher's own account on a MariaDB server (10.11 or newer).
--
-- Run by root or another account with all privileges. Plain SQL: replace the names in angle brackets:
--   <usher>     usher's account as SQL has it, such as 'usher'@'10.0.0.5': name the host it comes from
--   <database>  a database that usher manages, in backticks and with \ before _ and %: `shop\_prod`
--   <rows>      usher_rows_ and its name, as it is: 'usher_rows_shop_prod'@'localhost'
--
-- CREATE USER may set anybody's password, root's too: who has usher's password has the server.

-- --- tables
-- Once for a server. What usher made and how far it got; the head of the ledger. Nobody but usher's
-- account may write here: who can, can make usher take an account for its own.
CREATE DATABASE IF NOT EXISTS usher CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS usher.mark (
  kind enum('account', 'role', 'suspended', 'offboarded') NOT NULL,
  name varchar(128) NOT NULL,
  host varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  environment varchar(150) NOT NULL,
  `system` varchar(150) NOT NULL,
  role varchar(1000) NOT NULL DEFAULT '',
  state enum('coming', 'made') NOT NULL,
  adopted boolean NOT NULL DEFAULT false,
  unswept boolean NOT NULL DEFAULT false,
  ends datetime(6) NULL,
  PRIMARY KEY (kind, name, host, environment, `system`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS usher.head (
  environment varchar(150) NOT NULL,
  `system` varchar(150) NOT NULL,
  head varchar(200) NOT NULL,
  at datetime(6) NOT NULL,
  PRIMARY KEY (environment, `system`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS usher.`view` (
  name varchar(64) NOT NULL,
  environment varchar(150) NOT NULL,
  `system` varchar(150) NOT NULL,
  `table` varchar(64) NOT NULL,
  role varchar(1000) NOT NULL,
  action varchar(20) NOT NULL,
  conditions text NOT NULL,
  gate text NOT NULL,
  shown mediumtext NOT NULL,
  meant char(64) NOT NULL,
  found char(64) NOT NULL DEFAULT '',
  state enum('coming', 'made') NOT NULL,
  PRIMARY KEY (name, environment, `system`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE TABLE IF NOT EXISTS usher.attribute (
  account varchar(128) NOT NULL,
  environment varchar(150) NOT NULL,
  `system` varchar(150) NOT NULL,
  attribute varchar(200) NOT NULL,
  item int NOT NULL,
  flag boolean NULL,
  whole bigint NULL,
  number double NULL,
  word varchar(1000) NULL,
  PRIMARY KEY (account, environment, `system`, attribute, item)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- --- rows
-- Once for each database of which a policy says `rows`. The account whose rights views of some rows
-- have: nobody gets in with it. usher gives it what the views need of each table, and nothing else.
CREATE USER IF NOT EXISTS <rows>
  IDENTIFIED VIA mysql_native_password USING 'invalid' ACCOUNT LOCK;
GRANT SELECT ON usher.attribute TO <rows>;

-- --- account
-- Once for a server. Nobody gets in with it until you set its password: ALTER USER <usher> IDENTIFIED ...
-- PROCESS sees sessions and CONNECTION ADMIN ends them. SELECT and UPDATE on mysql are what the server
-- wants of one who looks at others' grants (SHOW GRANTS FOR) and sets their SET DEFAULT ROLE.
CREATE USER IF NOT EXISTS <usher> IDENTIFIED VIA mysql_native_password USING 'invalid';
-- SET USER makes views with the rights of usher_rows_…: with CREATE USER beside it, that is no more.
GRANT CREATE USER, PROCESS, CONNECTION ADMIN, SET USER ON *.* TO <usher>;
GRANT SELECT, UPDATE ON mysql.* TO <usher>;
GRANT SELECT, INSERT, UPDATE, DELETE ON usher.* TO <usher>;

-- --- database
-- Once for each database. One can give only what one has.
GRANT ALL PRIVILEGES ON <database>.* TO <usher> WITH GRANT OPTION;
