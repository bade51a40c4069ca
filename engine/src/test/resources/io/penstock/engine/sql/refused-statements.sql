SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

SELECT java_method('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

SELECT try_reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

SELECT `reflect`('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

SELECT ReFlEcT('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

SELECT system.builtin.reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

SELECT builtin.reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

SELECT left(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'), 1)
-- ?

SELECT nvl2(1, reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'), 2)
-- ?

SELECT (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- ?

SELECT 1 WHERE EXISTS (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- ?

SELECT 1 WHERE 'a' IN (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- ?

WITH hidden AS (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')) SELECT 1
-- ?

WITH hidden AS (WITH deeper AS (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes') AS x) SELECT * FROM deeper) SELECT * FROM hidden
-- ?

WITH RECURSIVE r(n, x) AS (VALUES (1, 'a') UNION ALL SELECT n + 1, reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes') FROM r WHERE n < 3) SELECT * FROM r
-- ?

SELECT transform(array('a'), x -> reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', x))
-- ?

SELECT sum(1) FILTER (WHERE reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes') IS NULL) FROM web.clicks
-- ?

SELECT row_number() OVER (ORDER BY reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')) FROM web.clicks
-- ?

SELECT row_number() OVER w FROM web.clicks WINDOW w AS (ORDER BY reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- ?

SELECT * FROM web.clicks ORDER BY reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip)
-- ?

SELECT ip FROM web.clicks GROUP BY ip HAVING reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip) = 'a'
-- ?

SELECT * FROM web.clicks LIMIT length(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- ?

VALUES (reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- ?

SELECT * FROM range(length(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')))
-- ?

SELECT * FROM web.clicks LATERAL VIEW explode(array(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))) t AS x
-- ?

SELECT * FROM web.clicks, LATERAL (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip))
-- ?

FROM web.clicks |> EXTEND reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip) AS x
-- ?

SELECT * FROM web.clicks PIVOT (max(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', ip)) FOR url IN ('/a'))
-- ?

SELECT * FROM IDENTIFIER(reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- ?

SELECT * FROM IDENTIFIER('web.' || 'clicks')
-- ?

SELECT IDENTIFIER('reflect')('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

SELECT * FROM web.clicks TIMESTAMP AS OF (SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes'))
-- ?

SELECT * FROM web.clicks TIMESTAMP AS OF (SELECT max(made_current_at) FROM web.clicks.history)
-- ?

EXPLAIN SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

EXPLAIN EXTENDED DROP TABLE web.clicks
-- ?

DESCRIBE QUERY SELECT reflect('java.lang.System', 'setProperty', 'penstock.test.broke-out', 'yes')
-- ?

EXPLAIN EXPLAIN SELECT 1
-- ?

SELECT TRANSFORM(ip) USING 'touch $CANARY' FROM web.clicks
-- ?

SELECT TRANSFORM(ip) USING 'cat' AS (x STRING) FROM web.clicks
-- ?

MAP ip USING 'touch $CANARY' FROM web.clicks
-- ?

FROM (FROM web.clicks REDUCE ip USING 'touch $CANARY' AS x) SELECT x
-- ?

SELECT * FROM (SELECT TRANSFORM(ip) USING 'touch $CANARY' AS (x STRING) FROM web.clicks)
-- ?

EXECUTE IMMEDIATE 'SELECT 1'
-- ?

EXECUTE IMMEDIATE 'DROP TABLE web.clicks'
-- ?

EXECUTE IMMEDIATE 'SELECT reflect(''java.lang.System'', ''setProperty'', ''penstock.test.broke-out'', ''yes'')'
-- ?

BEGIN DROP TABLE web.clicks; END
-- ?

BEGIN SELECT 1; END
-- ?

CALL penstock.system.rollback_to_snapshot('web.clicks', 1)
-- ?

SET spark.sql.runSQLOnFiles=true
-- ?

SET
-- ?

RESET
-- ?

ADD JAR '$CANARY'
-- ?

ADD FILE '$SECRET'
-- ?

LIST JARS
-- ?

USE web
-- ?

SELECT * FROM parquet.`$SECRET`
-- ?

SELECT * FROM text.`$SECRET`
-- ?

SELECT * FROM csv.`$SECRET`
-- ?

SELECT * FROM binaryFile.`$SECRET`
-- ?

SELECT * FROM iceberg.`$CLICKS`
-- ?

SELECT * FROM penstock.`$CLICKS`
-- ?

SELECT * FROM penstock.text.`$SECRET`
-- ?

SELECT (SELECT max(value) FROM text.`$SECRET`)
-- ?

SELECT * FROM spark_catalog.default.elsewhere
-- ?

SELECT (SELECT count(*) FROM spark_catalog.default.elsewhere)
-- ?

DESCRIBE TABLE spark_catalog.default.elsewhere
-- ?

SHOW TABLES IN spark_catalog.default
-- ?

SHOW CREATE TABLE spark_catalog.default.elsewhere
-- ?

SELECT spark_catalog.default.own('a')
-- ?

SELECT spark_catalog.default.hidden('a')
-- ?

SELECT * FROM python_worker_logs()
-- ?

SELECT from_protobuf(X'00', 'M', '$SECRET')
-- ?

SELECT from_avro(X'00', '{"type":"int"}', map())
-- ?

SELECT from_xml('<a/>', 'a INT', map('rowValidationXSDPath', '$SECRET'))
-- ?

SELECT xpath('<!DOCTYPE a [<!ENTITY x SYSTEM "file://$SECRET">]><a>&x;</a>', '/a/text()')
-- ?

SELECT * FROM STREAM web.clicks
-- ?

SELECT * FROM web.clicks WITH ('snapshot-id' = '1')
-- ?

DECLARE VARIABLE x = 1
-- ?

SET VAR x = 1
-- ?

INSERT INTO web.visitors VALUES ('a', 'b')
-- ?

INSERT OVERWRITE web.visitors SELECT 'a', 'b'
-- ?

FROM web.visitors INSERT INTO web.visitors SELECT *
-- ?

WITH a AS (SELECT 'a' AS ip, 'b' AS name) INSERT INTO web.visitors SELECT * FROM a
-- ?

INSERT OVERWRITE DIRECTORY '$CANARY' USING csv SELECT 1
-- ?

INSERT OVERWRITE LOCAL DIRECTORY '$CANARY' SELECT 1
-- ?

MERGE INTO web.visitors v USING web.visitors w ON v.ip = w.ip WHEN MATCHED THEN DELETE
-- ?

UPDATE web.visitors SET name = 'x'
-- ?

DELETE FROM web.visitors
-- ?

TRUNCATE TABLE web.visitors
-- ?

DROP TABLE web.visitors
-- ?

CREATE TABLE web.stolen USING iceberg AS SELECT * FROM web.clicks
-- ?

CREATE TABLE web.files USING csv LOCATION '$SECRET'
-- ?

CREATE TABLE spark_catalog.default.files USING text LOCATION '$SECRET'
-- ?

CREATE TEMPORARY VIEW v AS SELECT 1
-- ?

CREATE TEMPORARY VIEW v USING text OPTIONS (path '$SECRET')
-- ?

CREATE OR REPLACE GLOBAL TEMPORARY VIEW v AS SELECT 1
-- ?

CREATE TEMPORARY FUNCTION f AS 'java.lang.Runtime'
-- ?

CREATE TEMPORARY FUNCTION f() RETURNS INT RETURN 1
-- ?

ALTER TABLE web.clicks ADD COLUMN x INT
-- ?

ALTER TABLE web.clicks SET TBLPROPERTIES ('write.data.path' = '/')
-- ?

CREATE NAMESPACE x
-- ?

CACHE TABLE web.clicks
-- ?

CACHE LAZY TABLE c AS SELECT 1
-- ?

UNCACHE TABLE web.clicks
-- ?

CLEAR CACHE
-- ?

REFRESH TABLE web.clicks
-- ?

REFRESH '/'
-- ?

ANALYZE TABLE web.clicks COMPUTE STATISTICS
-- ?

LOAD DATA INPATH '$SECRET' INTO TABLE web.clicks
-- ?

MSCK REPAIR TABLE web.clicks
-- ?

COMMENT ON TABLE web.clicks IS 'x'
-- ?

SET TIME ZONE 'UTC'
-- ?

SET CATALOG spark_catalog
-- ?

SHOW FUNCTIONS IN spark_catalog.default
-- ?

SELECT 1; DROP TABLE web.clicks
-- ?

SELECT * FROM web.clicks WHERE ip = :ip
-- ?

SELECT session.x
-- ?

SELECT '${env:PATH}', '${system:user.home}'
-- ?
