SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT java_method('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, function is not on the list: java_method

SELECT try_reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, function is not on the list: try_reflect

SELECT `reflect`('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT ReFlEcT('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, function is not on the list: ReFlEcT

SELECT system.builtin.reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, function is not on the list: system.builtin.reflect

SELECT builtin.reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, function is not on the list: builtin.reflect

SELECT left(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'), 1)
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT nvl2(1, reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'), 2)
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT 1 WHERE EXISTS (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT 1 WHERE 'a' IN (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- Cannot run as read-only SQL, function is not on the list: reflect

WITH hidden AS (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')) SELECT 1
-- Cannot run as read-only SQL, function is not on the list: reflect

WITH hidden AS (WITH deeper AS (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes') AS x) SELECT * FROM deeper) SELECT * FROM hidden
-- Cannot run as read-only SQL, function is not on the list: reflect

WITH RECURSIVE r(n, x) AS (VALUES (1, 'a') UNION ALL SELECT n + 1, reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes') FROM r WHERE n < 3) SELECT * FROM r
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT transform(array('a'), x -> reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', x))
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT sum(1) FILTER (WHERE reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes') IS NULL) FROM web.clicks
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT row_number() OVER (ORDER BY reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')) FROM web.clicks
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT row_number() OVER w FROM web.clicks WINDOW w AS (ORDER BY reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT * FROM web.clicks ORDER BY reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip)
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT ip FROM web.clicks GROUP BY ip HAVING reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip) = 'a'
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT * FROM web.clicks LIMIT length(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- Cannot run as read-only SQL, function is not on the list: reflect

VALUES (reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT * FROM range(length(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')))
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT * FROM web.clicks LATERAL VIEW explode(array(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))) t AS x
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT * FROM web.clicks, LATERAL (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip))
-- Cannot run as read-only SQL, function is not on the list: reflect

FROM web.clicks |> EXTEND reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip) AS x
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT * FROM web.clicks PIVOT (max(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip)) FOR url IN ('/a'))
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT * FROM IDENTIFIER(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- Cannot run as read-only SQL, statement is not on the list: IDENTIFIER(…)

SELECT * FROM IDENTIFIER('web.' || 'clicks')
-- Cannot run as read-only SQL, statement is not on the list: IDENTIFIER(…)

SELECT IDENTIFIER('reflect')('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, expression is not on the list: IDENTIFIER(…)

SELECT * FROM web.clicks TIMESTAMP AS OF (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- Cannot run as read-only SQL, it computes a time travel: TIMESTAMP AS OF (SELECT …)

SELECT * FROM web.clicks TIMESTAMP AS OF (SELECT max(made_current_at) FROM web.clicks.history)
-- Cannot run as read-only SQL, it computes a time travel: TIMESTAMP AS OF (SELECT …)

EXPLAIN SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, function is not on the list: reflect

EXPLAIN EXTENDED DROP TABLE web.clicks
-- Cannot run as read-only SQL, statement is not on the list: DROP TABLE

DESCRIBE QUERY SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- Cannot run as read-only SQL, function is not on the list: reflect

EXPLAIN EXPLAIN SELECT 1
-- Cannot run as read-only SQL, statement is not on the list: EXPLAIN

SELECT TRANSFORM(ip) USING 'touch $CANARY' FROM web.clicks
-- Cannot run as read-only SQL, statement is not on the list: TRANSFORM … USING

SELECT TRANSFORM(ip) USING 'cat' AS (x STRING) FROM web.clicks
-- Cannot run as read-only SQL, statement is not on the list: TRANSFORM … USING

MAP ip USING 'touch $CANARY' FROM web.clicks
-- Cannot run as read-only SQL, statement is not on the list: TRANSFORM … USING

FROM (FROM web.clicks REDUCE ip USING 'touch $CANARY' AS x) SELECT x
-- Cannot run as read-only SQL, statement is not on the list: TRANSFORM … USING

SELECT * FROM (SELECT TRANSFORM(ip) USING 'touch $CANARY' AS (x STRING) FROM web.clicks)
-- Cannot run as read-only SQL, statement is not on the list: TRANSFORM … USING

EXECUTE IMMEDIATE 'SELECT 1'
-- Cannot run as read-only SQL, statement is not on the list: EXECUTE IMMEDIATE

EXECUTE IMMEDIATE 'DROP TABLE web.clicks'
-- Cannot run as read-only SQL, statement is not on the list: EXECUTE IMMEDIATE

EXECUTE IMMEDIATE 'SELECT reflect(''java.lang.System'', ''setProperty'', ''penstock.test.broke-out'', ''yes'')'
-- Cannot run as read-only SQL, statement is not on the list: EXECUTE IMMEDIATE

BEGIN DROP TABLE web.clicks; END
-- Cannot run as read-only SQL, statement is not on the list: BEGIN … END

BEGIN SELECT 1; END
-- Cannot run as read-only SQL, statement is not on the list: BEGIN … END

CALL penstock.system.rollback_to_snapshot('web.clicks', 1)
-- Cannot run as read-only SQL, statement is not on the list: CALL

SET spark.sql.runSQLOnFiles=true
-- Cannot run as read-only SQL, statement is not on the list: SET

SET
-- Cannot run as read-only SQL, statement is not on the list: SET

RESET
-- Cannot run as read-only SQL, statement is not on the list: RESET

ADD JAR '$CANARY'
-- Cannot run as read-only SQL, statement is not on the list: ADD JARS

ADD FILE '$SECRET'
-- Cannot run as read-only SQL, statement is not on the list: ADD FILES

LIST JARS
-- Cannot run as read-only SQL, statement is not on the list: LIST JARS

USE web
-- Cannot run as read-only SQL, statement is not on the list: USE

SELECT * FROM parquet.`$SECRET`
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `parquet`.`$SECRET` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT * FROM text.`$SECRET`
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `text`.`$SECRET` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT * FROM csv.`$SECRET`
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `csv`.`$SECRET` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT * FROM binaryFile.`$SECRET`
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `binaryFile`.`$SECRET` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT * FROM iceberg.`$CLICKS`
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `iceberg`.`$CLICKS` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT * FROM penstock.`$CLICKS`
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `penstock`.`$CLICKS` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT * FROM penstock.text.`$SECRET`
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `penstock`.`text`.`$SECRET` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT (SELECT max(value) FROM text.`$SECRET`)
-- line 1, column 32: [TABLE_OR_VIEW_NOT_FOUND] The table or view `text`.`$SECRET` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT * FROM spark_catalog.default.elsewhere
-- Cannot run as read-only SQL, statement is not on the list: SOURCE OUTSIDE OF THE CATALOG

SELECT (SELECT count(*) FROM spark_catalog.default.elsewhere)
-- Cannot run as read-only SQL, statement is not on the list: SOURCE OUTSIDE OF THE CATALOG

DESCRIBE TABLE spark_catalog.default.elsewhere
-- Cannot run as read-only SQL, statement is not on the list: SOURCE OUTSIDE OF THE CATALOG

SHOW TABLES IN spark_catalog.default
-- Cannot run as read-only SQL, catalog is not 'penstock': spark_catalog.default

SHOW CREATE TABLE spark_catalog.default.elsewhere
-- Cannot run as read-only SQL, catalog is not 'penstock': spark_catalog.default.elsewhere

SELECT spark_catalog.default.own('a')
-- Cannot run as read-only SQL, function is not on the list: spark_catalog.default.own

SELECT * FROM python_worker_logs()
-- Cannot run as read-only SQL, function is not on the list: python_worker_logs

SELECT from_protobuf(X'00', 'M', '$SECRET')
-- Cannot run as read-only SQL, function is not on the list: from_protobuf

SELECT from_avro(X'00', '{"type":"int"}', map())
-- Cannot run as read-only SQL, function is not on the list: from_avro

SELECT from_xml('<a/>', 'a INT', map('rowValidationXSDPath', '$SECRET'))
-- Cannot run as read-only SQL, function is not on the list: from_xml

SELECT xpath('<!DOCTYPE a [<!ENTITY x SYSTEM "file://$SECRET">]><a>&x;</a>', '/a/text()')
-- Cannot run as read-only SQL, function is not on the list: xpath

SELECT * FROM STREAM web.clicks
-- Cannot run as read-only SQL, it reads a stream: web.clicks

SELECT * FROM web.clicks WITH ('snapshot-id' = '1')
-- Cannot run as read-only SQL, it gives options to a table: web.clicks

DECLARE VARIABLE x = 1
-- Cannot run as read-only SQL, statement is not on the list: CREATE VARIABLE

SET VAR x = 1
-- Cannot run as read-only SQL, statement is not on the list: SET VARIABLE

INSERT INTO web.visitors VALUES ('a', 'b')
-- Cannot run as read-only SQL, statement is not on the list: INSERT

INSERT OVERWRITE web.visitors SELECT 'a', 'b'
-- Cannot run as read-only SQL, statement is not on the list: INSERT

FROM web.visitors INSERT INTO web.visitors SELECT *
-- Cannot run as read-only SQL, statement is not on the list: INSERT

WITH a AS (SELECT 'a' AS ip, 'b' AS name) INSERT INTO web.visitors SELECT * FROM a
-- Cannot run as read-only SQL, statement is not on the list: INSERT

INSERT OVERWRITE DIRECTORY '$CANARY' USING csv SELECT 1
-- Cannot run as read-only SQL, statement is not on the list: INSERT INTO DIR

INSERT OVERWRITE LOCAL DIRECTORY '$CANARY' SELECT 1
-- Cannot run as read-only SQL, statement is not on the list: INSERT INTO DIR

MERGE INTO web.visitors v USING web.visitors w ON v.ip = w.ip WHEN MATCHED THEN DELETE
-- Cannot run as read-only SQL, statement is not on the list: MERGE INTO TABLE

UPDATE web.visitors SET name = 'x'
-- Cannot run as read-only SQL, statement is not on the list: UPDATE TABLE

DELETE FROM web.visitors
-- Cannot run as read-only SQL, statement is not on the list: DELETE FROM TABLE

TRUNCATE TABLE web.visitors
-- Cannot run as read-only SQL, statement is not on the list: TRUNCATE TABLE

DROP TABLE web.visitors
-- Cannot run as read-only SQL, statement is not on the list: DROP TABLE

CREATE TABLE web.stolen USING iceberg AS SELECT * FROM web.clicks
-- Cannot run as read-only SQL, statement is not on the list: CREATE TABLE AS SELECT

CREATE TABLE web.files USING csv LOCATION '$SECRET'
-- Cannot run as read-only SQL, statement is not on the list: CREATE TABLE

CREATE TABLE spark_catalog.default.files USING text LOCATION '$SECRET'
-- Cannot run as read-only SQL, statement is not on the list: CREATE TABLE

CREATE TEMPORARY VIEW v AS SELECT 1
-- Cannot run as read-only SQL, statement is not on the list: CREATE VIEW

CREATE TEMPORARY VIEW v USING text OPTIONS (path '$SECRET')
-- Cannot run as read-only SQL, statement is not on the list: CREATE TEMP VIEW USING

CREATE OR REPLACE GLOBAL TEMPORARY VIEW v AS SELECT 1
-- Cannot run as read-only SQL, statement is not on the list: CREATE VIEW

CREATE TEMPORARY FUNCTION f AS 'java.lang.Runtime'
-- Cannot run as read-only SQL, statement is not on the list: CREATE FUNCTION

CREATE TEMPORARY FUNCTION f() RETURNS INT RETURN 1
-- Cannot run as read-only SQL, statement is not on the list: CREATE SQLFUNCTION

ALTER TABLE web.clicks ADD COLUMN x INT
-- Cannot run as read-only SQL, statement is not on the list: ADD COLUMNS

ALTER TABLE web.clicks SET TBLPROPERTIES ('write.data.path' = '/')
-- Cannot run as read-only SQL, statement is not on the list: SET TABLE PROPERTIES

CREATE NAMESPACE x
-- Cannot run as read-only SQL, statement is not on the list: CREATE NAMESPACE

CACHE TABLE web.clicks
-- Cannot run as read-only SQL, statement is not on the list: CACHE TABLE

CACHE LAZY TABLE c AS SELECT 1
-- Cannot run as read-only SQL, statement is not on the list: CACHE TABLE AS SELECT

UNCACHE TABLE web.clicks
-- Cannot run as read-only SQL, statement is not on the list: UNCACHE TABLE

CLEAR CACHE
-- Cannot run as read-only SQL, statement is not on the list: CLEAR CACHE

REFRESH TABLE web.clicks
-- Cannot run as read-only SQL, statement is not on the list: REFRESH TABLE

REFRESH '/'
-- Cannot run as read-only SQL, statement is not on the list: REFRESH RESOURCE

ANALYZE TABLE web.clicks COMPUTE STATISTICS
-- Cannot run as read-only SQL, statement is not on the list: ANALYZE TABLE

LOAD DATA INPATH '$SECRET' INTO TABLE web.clicks
-- Cannot run as read-only SQL, statement is not on the list: LOAD DATA

MSCK REPAIR TABLE web.clicks
-- Cannot run as read-only SQL, statement is not on the list: REPAIR TABLE

COMMENT ON TABLE web.clicks IS 'x'
-- Cannot run as read-only SQL, statement is not on the list: COMMENT ON TABLE

SET TIME ZONE 'UTC'
-- Cannot run as read-only SQL, statement is not on the list: SET

SET CATALOG spark_catalog
-- Cannot run as read-only SQL, statement is not on the list: SET CATALOG

SHOW FUNCTIONS IN spark_catalog.default
-- Cannot run as read-only SQL, statement is not on the list: SOURCE OUTSIDE OF THE CATALOG

SELECT 1; DROP TABLE web.clicks
-- line 1, column 11: [PARSE_SYNTAX_ERROR] Syntax error at or near 'DROP': extra input 'DROP'.

SELECT * FROM web.clicks WHERE ip = :ip
-- Cannot run as read-only SQL, expression is not on the list: NAMED PARAMETER

SELECT session.x
-- line 1, column 8: [UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] A column, variable, or function parameter with name `session`.`x` cannot be resolved.

SELECT window_time(window) FROM STREAM(web.clicks)
-- Cannot run as read-only SQL, it reads a stream: web.clicks

SELECT * FROM web.clicks.`/etc/passwd`
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `web`.`clicks`.`/etc/passwd` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT $1
-- line 1, column 8: [PARSE_SYNTAX_ERROR] Syntax error at or near '$'.

ALTER TABLE web.clicks ADD PARTITION FIELD bucket(4, ip)
-- Cannot run as read-only SQL, statement is not on the list: ADD PARTITION FIELD

ALTER TABLE web.clicks CREATE BRANCH other
-- Cannot run as read-only SQL, statement is not on the list: CREATE OR REPLACE BRANCH

ALTER TABLE web.clicks WRITE ORDERED BY ip
-- Cannot run as read-only SQL, statement is not on the list: SET WRITE DISTRIBUTION AND ORDERING

CREATE VIEW web.mine AS SELECT 1 AS one
-- Cannot run as read-only SQL, statement is not on the list: CREATE ICEBERG VIEW

DROP VIEW web.mine
-- Cannot run as read-only SQL, statement is not on the list: DROP ICEBERG VIEW

INSERT INTO counted.three VALUES (3)
-- Cannot run as read-only SQL, statement is not on the list: INSERT

DROP TABLE counted.three
-- Cannot run as read-only SQL, statement is not on the list: DROP TABLE

CREATE TEMPORARY VIEW mine AS SELECT * FROM counted.three
-- Cannot run as read-only SQL, statement is not on the list: CREATE VIEW

CACHE TABLE counted.three
-- Cannot run as read-only SQL, statement is not on the list: CACHE TABLE

SELECT * FROM counted.three WITH (`kafka.sasl.jaas.config` = 'x')
-- Cannot run as read-only SQL, it gives options to a table: counted.three

SELECT * FROM STREAM(counted.three)
-- Cannot run as read-only SQL, it reads a stream: counted.three

SELECT * FROM counted.three TIMESTAMP AS OF (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- Cannot run as read-only SQL, it computes a time travel: TIMESTAMP AS OF (SELECT …)

SELECT * FROM counted.three WHERE reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes') = n
-- Cannot run as read-only SQL, function is not on the list: reflect

SELECT * FROM counted.three.history
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `counted`.`three`.`history` cannot be found. Verify the spelling and correctness of the schema and catalog.

SELECT * FROM spark_catalog.counted.three
-- line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND] The table or view `spark_catalog`.`counted`.`three` cannot be found. Verify the spelling and correctness of the schema and catalog.
