SHOW TABLES IN web
-- [[web, clicks, false], [web, visitors, false]]

SHOW NAMESPACES
-- [[web], [counted]]

SHOW TABLES IN counted
-- [[counted, three, false]]

SELECT n FROM counted.three WHERE n < 2 ORDER BY n
-- [[0], [1]]

WITH t AS (SELECT n FROM penstock.counted.three) SELECT sum(n), (SELECT max(n) FROM counted.three) FROM t
-- [[3, 2]]

SELECT ip, n FROM web.visitors LEFT JOIN counted.three ON n = 1 ORDER BY ip LIMIT 1
-- [[10.0.0.1, 1]]

DESCRIBE QUERY SELECT * FROM counted.three
-- [[n, bigint, null]]

DESCRIBE web.visitors
-- [[ip, string, null], [name, string, null]]

DESCRIBE web.visitors ip
-- [[col_name, ip], [data_type, string], [comment, NULL]]

SHOW COLUMNS IN web.visitors
-- [[ip], [name]]

SHOW CURRENT NAMESPACE
-- [[penstock, ]]

DESCRIBE FUNCTION abs
-- [[Function: abs], [Class: org.apache.spark.sql.catalyst.expressions.Abs], [Usage: abs(expr) - Returns the absolute value of the numeric or interval value.]]

DESCRIBE QUERY SELECT 1 AS one
-- [[one, int, null]]

SHOW TBLPROPERTIES web.clicks ('format')
-- [[format, iceberg/parquet]]

SELECT count(*) FROM web.clicks
-- [[3]]

SELECT ip, count(*) AS hits FROM web.clicks GROUP BY ip ORDER BY hits DESC, ip
-- [[10.0.0.1, 2], [10.0.0.2, 1]]

SELECT name, count(eventid) FROM web.visitors LEFT JOIN web.clicks USING (ip) GROUP BY name ORDER BY name
-- [[ann, 2], [bob, 0]]

SELECT c.ip, v.name FROM web.clicks c JOIN web.visitors v ON c.ip = v.ip WHERE c.url LIKE '/b%'
-- [[10.0.0.1, ann]]

SELECT * FROM web.visitors v LEFT ANTI JOIN web.clicks c ON v.ip = c.ip
-- [[10.0.0.3, bob]]

SELECT eventid, row_number() OVER (PARTITION BY ip ORDER BY eventid DESC) AS r, lag(url) IGNORE NULLS OVER (ORDER BY eventid), sum(eventid) OVER (ORDER BY eventid ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM web.clicks ORDER BY eventid
-- [[1, 2, null, 1], [2, 1, /a, 3], [3, 1, /b, 5]]

SELECT first_value(url) OVER w FROM web.clicks WINDOW w AS (PARTITION BY ip ORDER BY eventid) ORDER BY 1
-- [[/a], [/a], [/a]]

WITH hits AS (SELECT ip, count(*) AS n FROM web.clicks GROUP BY ip), top AS (SELECT * FROM hits WHERE n = (SELECT max(n) FROM hits)) SELECT * FROM top
-- [[10.0.0.1, 2]]

WITH RECURSIVE r(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r
-- [[1], [2], [3]]

SELECT explode(tags) AS tag FROM web.clicks ORDER BY tag
-- [[x], [x], [y]]

SELECT eventid, tag FROM web.clicks LATERAL VIEW OUTER explode(tags) t AS tag ORDER BY eventid, tag
-- [[1, x], [1, y], [2, x], [3, null]]

SELECT c.eventid, t.* FROM web.clicks c, LATERAL posexplode(c.tags) AS t(pos, tag) ORDER BY 1, 2
-- [[1, 0, x], [1, 1, y], [2, 0, x]]

SELECT v.name, x.n FROM web.visitors v, LATERAL (SELECT count(*) AS n FROM web.clicks c WHERE c.ip = v.ip) x ORDER BY 1
-- [[ann, 2], [bob, 0]]

SELECT name FROM web.visitors v WHERE EXISTS (SELECT 1 FROM web.clicks c WHERE c.ip = v.ip) AND v.ip NOT IN (SELECT ip FROM web.clicks WHERE eventid > 9)
-- [[ann]]

SELECT url, ip, grouping_id() AS g, count(DISTINCT eventid) FILTER (WHERE eventid > 1) AS n FROM web.clicks GROUP BY GROUPING SETS ((url), (ip), ()) ORDER BY g, url, ip
-- [[/a, null, 1, 1], [/b, null, 1, 1], [null, 10.0.0.1, 2, 1], [null, 10.0.0.2, 2, 1], [null, null, 3, 2]]

SELECT url, count(*) FROM web.clicks GROUP BY ROLLUP (url) HAVING count(*) > 1 ORDER BY url NULLS FIRST
-- [[null, 3], [/a, 2]]

SELECT url, ip, count(*) FROM web.clicks GROUP BY CUBE (url, ip) ORDER BY ALL LIMIT 2 OFFSET 1
-- [[null, 10.0.0.1, 2], [null, 10.0.0.2, 1]]

SELECT url, max(ip) FROM web.clicks GROUP BY ALL ORDER BY url
-- [[/a, 10.0.0.2], [/b, 10.0.0.1]]

SELECT * FROM (SELECT url, eventid FROM web.clicks) PIVOT (sum(eventid) FOR url IN ('/a' AS a, '/b' AS b))
-- [[4, 2]]

SELECT what, value FROM web.visitors UNPIVOT (value FOR what IN (ip)) ORDER BY value
-- [[ip, 10.0.0.1], [ip, 10.0.0.3]]

FROM web.clicks |> WHERE eventid > 1 |> AGGREGATE count(*) AS n GROUP BY url |> ORDER BY url
-- [[/a, 1], [/b, 1]]

SELECT window(recordtime, '1 hour').start AS hour, count(*) FROM web.clicks GROUP BY 1 ORDER BY 1
-- [[2026-01-31T10:00:00Z, 2], [2026-02-01T10:00:00Z, 1]]

SELECT session_window(recordtime, '5 minutes').end AS e, count(*) FROM web.clicks GROUP BY 1 ORDER BY 1
-- [[2026-01-31T10:05:00Z, 1], [2026-01-31T10:06:00Z, 1], [2026-02-01T10:05:00Z, 1]]

SELECT date_trunc('day', recordtime) AS day, extract(hour FROM recordtime), recordtime + INTERVAL 1 DAY FROM web.clicks WHERE recordtime BETWEEN TIMESTAMP'2026-02-01' AND DATE'2026-03-01'
-- [[2026-02-01T00:00:00Z, 10, 2026-02-02T10:00:00Z]]

SELECT transform(tags, t -> upper(t)), filter(tags, t -> t > 'x'), aggregate(tags, '', (a, t) -> a || t), attributes['k'], element_at(attributes, 'k'), place.name, tags[0] FROM web.clicks WHERE eventid = 1
-- [[[X, Y], [y], xy, 1, 1, here, x]]

SELECT from_json('{"a":{"b":2}}', 'a STRUCT<b: INT>').a.b, get_json_object('{"a":1}', '$.a'), to_json(named_struct('a', 1)), parse_url('http://h/p?q=1', 'QUERY', 'q'), parse_json('{"a":[7]}'):a[0]::int
-- [[2, 1, {"a":1}, 1, 7]]

SELECT * FROM json_tuple('{"a":1,"b":2}', 'a', 'b') AS t(a, b)
-- [[1, 2]]

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY eventid), approx_count_distinct(ip), collect_list(url), max_by(url, eventid), mode() WITHIN GROUP (ORDER BY ip), listagg(url, ',') WITHIN GROUP (ORDER BY eventid) FROM web.clicks
-- [[2.0, 2, [/a, /b, /a], /a, 10.0.0.1, /a,/b,/a]]

SELECT CASE WHEN eventid = 1 THEN 'one' ELSE 'more' END, coalesce(place.name, '?'), nvl2((SELECT max(ip) FROM web.visitors), 1, 2), try_divide(1, 0), eventid IS DISTINCT FROM 1, cast(eventid AS STRING), ip RLIKE '^10' FROM web.clicks ORDER BY eventid LIMIT 1
-- [[one, here, 1, null, false, 1, true]]

SELECT count(*) FROM web.clicks.snapshots
-- [[1]]

SELECT record_count, file_format FROM web.clicks.files ORDER BY ALL
-- [[1, PARQUET], [2, PARQUET]]

SELECT name, type FROM web.clicks.refs
-- [[main, BRANCH]]

SELECT count(DISTINCT _file) FROM web.clicks
-- [[2]]

SELECT count(*) FROM web.clicks VERSION AS OF 'main'
-- [[3]]

SELECT count(*) FROM web.clicks TIMESTAMP AS OF current_timestamp()
-- [[3]]

SELECT system.days(recordtime), penstock.system.bucket(4, ip), system.truncate(1, url) FROM web.clicks ORDER BY eventid LIMIT 1
-- [[2026-01-31, 3, /]]

SELECT /*+ BROADCAST(v), REPARTITION(2) */ count(*) FROM web.clicks c JOIN web.visitors v USING (ip)
-- [[2]]

SELECT count(*) FROM (SELECT * FROM web.clicks DISTRIBUTE BY ip SORT BY url)
-- [[3]]

SELECT count(*) FROM web.clicks TABLESAMPLE (100 PERCENT)
-- [[3]]

SELECT ip FROM web.clicks UNION SELECT ip FROM web.visitors EXCEPT SELECT '10.0.0.3' ORDER BY ip
-- [[10.0.0.1], [10.0.0.2]]

SELECT ip FROM web.clicks INTERSECT SELECT ip FROM web.visitors
-- [[10.0.0.1]]

SELECT DISTINCT url FROM web.clicks ORDER BY url
-- [[/a], [/b]]

SELECT * EXCEPT (name) FROM web.visitors ORDER BY ip
-- [[10.0.0.1], [10.0.0.3]]

VALUES (1, 'a'), (2, 'b')
-- [[1, a], [2, b]]

TABLE web.visitors
-- [[10.0.0.1, ann], [10.0.0.3, bob]]

SELECT a, b + 1 AS c, c * 2 AS d FROM VALUES (1, 2) AS t(a, b)
-- [[1, 3, 6]]

SELECT id FROM range(0, 10, 5)
-- [[0], [5]]

SELECT inline(array(struct(1, 'a'), struct(2, 'b')))
-- [[1, a], [2, b]]

SELECT stack(2, 1, 2, 3)
-- [[1, 2], [3, null]]

SELECT * FROM web.visitors LIMIT 1
-- [[10.0.0.1, ann]]

SELECT a.* FROM web.visitors AS a ORDER BY 1 DESC LIMIT 1;
-- [[10.0.0.3, bob]]

SELECT 'a' COLLATE UTF8_LCASE = 'A', aes_decrypt(unhex(hex(aes_encrypt('Spark', '0000111122223333'))), '0000111122223333'), sha2('a', 256), '${env:PATH}'
-- [[true, U3Bhcms=, ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb, ${env:PATH}]]

SELECT count(*) FROM web.clicks a, web.clicks b
-- [[9]]

SELECT 1 FROM web.clicks NATURAL JOIN web.visitors LIMIT 1
-- [[1]]

SELECT struct(*) FROM web.visitors ORDER BY ip
-- [[{ip=10.0.0.1, name=ann}], [{ip=10.0.0.3, name=bob}]]

SELECT named_struct('a', 1).a, map_from_entries(array(struct('a', 1))), sort_array(array(2, 1)), array_sort(array(2, 1), (l, r) -> r - l), zip_with(array(1), array(2), (a, b) -> a + b)
-- [[1, {a=1}, [1, 2], [2, 1], [3]]]
