-- usher's own account on a MySQL server (8.0 or newer).
--
-- Run by root or another account with all privileges. Replace the names in angle brackets:
--   <usher>     usher's account as SQL has it, such as 'usher'@'10.0.0.5': name the host it comes from
--   <database>  a database that usher manages, in backticks and with \ before _ and %: `shop\_prod`
--               (where partial_revokes is on, without: `shop_prod`)
--
-- CREATE USER may set anybody's password but those of accounts that have SYSTEM_USER, as root has: who
-- has usher's password has all the others.

-- --- tables
-- Once for a server. What usher made and how far it got; the head of the ledger; how sessions are ended,
-- for MySQL knows loops in procedures alone. Nobody but usher's account may write here: who can, can make
-- usher take an account for its own.
CREATE DATABASE IF NOT EXISTS usher CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;
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
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;
CREATE TABLE IF NOT EXISTS usher.head (
  environment varchar(150) NOT NULL,
  `system` varchar(150) NOT NULL,
  head varchar(200) NOT NULL,
  at datetime(6) NOT NULL,
  PRIMARY KEY (environment, `system`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;
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
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;
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
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;
DROP PROCEDURE IF EXISTS usher.end_sessions;
DELIMITER //
-- Ends the sessions of those accounts, in that database or everywhere, and looks again until there are
-- none. It has the rights of whoever calls it.
CREATE PROCEDURE usher.end_sessions(names json, of_database varchar(64) CHARACTER SET utf8mb4)
  SQL SECURITY INVOKER
BEGIN
  DECLARE looks int DEFAULT 0;
  DECLARE one bigint unsigned DEFAULT 0;
  -- It has ended by itself in between.
  DECLARE CONTINUE HANDLER FOR 1094 BEGIN END;
  IF NOT @@performance_schema THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'sessions cannot be seen: performance_schema is off';
  END IF;
  WHILE one IS NOT NULL DO
    SET one = (SELECT MIN(id) FROM performance_schema.processlist AS p
      WHERE p.id > one AND JSON_CONTAINS(names, JSON_QUOTE(p.user))
        AND (of_database IS NULL OR p.db = of_database COLLATE utf8mb4_0900_bin));
    IF one IS NOT NULL THEN
      KILL CONNECTION one;
    ELSEIF EXISTS (SELECT 1 FROM performance_schema.processlist AS p
      WHERE JSON_CONTAINS(names, JSON_QUOTE(p.user))
        AND (of_database IS NULL OR p.db = of_database COLLATE utf8mb4_0900_bin)) THEN
      IF looks = 400 THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a session does not end';
      END IF;
      SET one = 0;
      SET looks = looks + 1;
      DO SLEEP(0.05);
    END IF;
  END WHILE;
END//
DELIMITER ;

-- --- account
-- Once for a server. Nobody gets in with it until you set its password: ALTER USER <usher> IDENTIFIED ...
-- PROCESS sees sessions and CONNECTION_ADMIN ends them; ROLE_ADMIN gives and takes roles; SHOW_ROUTINE tells
-- whose rights routines run with. SELECT on mysql is what the server wants of one who looks at others' grants.
CREATE USER IF NOT EXISTS <usher> IDENTIFIED WITH caching_sha2_password
  AS '$A$005$THISISACOMBINATIONOFINVALIDSALTANDPASSWORDTHATMUSTNEVERBRBEUSED';
GRANT CREATE USER, PROCESS ON *.* TO <usher>;
GRANT CONNECTION_ADMIN, ROLE_ADMIN, SHOW_ROUTINE ON *.* TO <usher>;
GRANT SELECT ON mysql.* TO <usher>;
GRANT SELECT, INSERT, UPDATE, DELETE ON usher.* TO <usher>;
GRANT EXECUTE ON PROCEDURE usher.end_sessions TO <usher>;

-- --- database
-- Once for each database. One can give only what one has.
GRANT ALL PRIVILEGES ON <database>.* TO <usher> WITH GRANT OPTION;
