-- Databricks notebook source
-- MAGIC %md
-- MAGIC # The trips as a table

-- COMMAND ----------

SELECT borough, count(*) AS trips, round(avg(fare), 2) AS fare
FROM csv.`/Volumes/main/default/files/trips.csv`
GROUP BY borough
ORDER BY borough
