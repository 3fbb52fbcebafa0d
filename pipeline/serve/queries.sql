-- Questions that people ask of the tables, for Datasette. Each begins with a line of its name and its title.

-- biggest_money: 最大的几笔钱（把握 85% 以上，同一数字只列一次）
SELECT quote, value_real AS yuan, subject, action, item, period_text, place, outlet, published, sentence
FROM v_claims WHERE unit = '元' AND confidence >= 0.85 AND NOT repeated ORDER BY value_real DESC LIMIT 100;

-- one_union: 一个工会的全部数字
SELECT quote, value, unit, action, item, period_start, period_end, outlet, published, sentence
FROM v_claims WHERE subject = :union AND NOT repeated ORDER BY coalesce(period_end, period_start) DESC LIMIT 500;

-- one_indicator: 一个指标各年各地的数字（指标编号见 v_indicators）
SELECT place, period_start, period_end, value, unit, modifier, subject, outlet, published, sentence
FROM v_claims WHERE indicator = :indicator AND NOT repeated ORDER BY period_end DESC LIMIT 500;

-- changed_by_reprints: 转载改动过的数字
SELECT * FROM v_reports WHERE fact IN (SELECT fact FROM reports WHERE fact <> reading) ORDER BY fact, differs LIMIT 500;

-- doubtful: 最没有把握的大数字
SELECT id, quote, confidence, subject, action, item, sentence FROM v_claims
WHERE confidence < 0.5 AND review IS NULL AND value_real > 10000 ORDER BY value_real DESC LIMIT 200;
