# Databricks notebook source
# MAGIC %md
# MAGIC # Clean
# MAGIC A loose strap gives negative rates. They are left out, and handed on as a task value.

# COMMAND ----------

import csv

folder = dbutils.widgets.get("folder").replace("dbfs:/", "/dbfs/", 1)
with open(folder + "/month.csv", encoding="utf-8", newline="") as file:
    readings = list(csv.DictReader(file))
if len(readings) != int(dbutils.widgets.get("expected_rows")):
    raise ValueError("the task before this one counted otherwise")

# COMMAND ----------

broken = [reading for reading in readings if float(reading["heartrate"]) < 0]
sound = [reading for reading in readings if float(reading["heartrate"]) >= 0]
with open(folder + "/clean.csv", "w", encoding="utf-8", newline="") as file:
    writer = csv.DictWriter(file, ["device", "time", "heartrate"])
    writer.writeheader()
    writer.writerows(sound)
dbutils.jobs.taskValues.set(key="broken", value=[{"device": int(r["device"]), "time": r["time"]} for r in broken])
print(len(sound), "sound readings and", len(broken), "broken ones")
