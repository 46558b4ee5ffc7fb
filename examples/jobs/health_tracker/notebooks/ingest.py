# Databricks notebook source
# MAGIC %md
# MAGIC # Ingest
# MAGIC Takes the readings of one month out of all that the trackers sent.

# COMMAND ----------

import csv
import json

dbutils.widgets.text("month", "2026-11")
dbutils.widgets.text("folder", "dbfs:/examples/health_tracker")
month = dbutils.widgets.get("month")
folder = dbutils.widgets.get("folder").replace("dbfs:/", "/dbfs/", 1)

# COMMAND ----------

with open(folder + "/readings.json", encoding="utf-8") as file:
    readings = [reading for reading in map(json.loads, file) if reading["time"].startswith(month)]

with open(folder + "/month.csv", "w", encoding="utf-8", newline="") as file:
    writer = csv.DictWriter(file, ["device", "time", "heartrate"])
    writer.writeheader()
    writer.writerows(readings)

# COMMAND ----------

dbutils.jobs.taskValues.set(key="rows", value=len(readings))
print(len(readings), "readings of", month)
