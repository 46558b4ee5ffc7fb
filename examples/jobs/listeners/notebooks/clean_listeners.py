# Databricks notebook source
# MAGIC %md
# MAGIC # Listeners of radio stations
# MAGIC A file with one JSON object on each line is cleaned, and a report of it is written.

# COMMAND ----------

import json
import os
from collections import defaultdict

dbutils.widgets.text("source", "", "File to read")
dbutils.widgets.text("target", "", "Folder to write to")
source = dbutils.widgets.get("source")
target = dbutils.widgets.get("target")
dbutils.fs.mkdirs(target)
# A copy of what came is kept, so that the report can be made again.
dbutils.fs.cp(source, target + "/raw.json")
print(sorted(entry.name for entry in dbutils.fs.ls(target)))

# COMMAND ----------

def local(path):
    """The path under which Python's own functions see a file of DBFS."""
    return path.replace("dbfs:/", "/dbfs/", 1)


def clean(line):
    """One reading, or nothing where the line is of no use."""
    try:
        reading = json.loads(line)
        listeners = int(reading["listeners"])
    except (ValueError, TypeError, KeyError):
        return None
    if listeners < 0:
        return None
    station = reading["station"].strip()
    return (station if station.isupper() else station.title().replace("Fm", "FM"),
            reading["region"].strip().lower(), reading["day"], listeners)


with open(local(target + "/raw.json"), encoding="utf-8") as file:
    lines = file.read().splitlines()
cleaned = [clean(line) for line in lines]
readings = sorted(set(reading for reading in cleaned if reading is not None))
rejected = sum(reading is None for reading in cleaned)
copies = len(lines) - rejected - len(readings)
print(f"{len(lines)} lines: {len(readings)} readings, {copies} twice, {rejected} rejected")

# COMMAND ----------

by_station = defaultdict(list)
for station, region, day, listeners in readings:
    by_station[(station, region)].append(listeners)
rows = sorted(((sum(values), len(values), *key) for key, values in by_station.items()), reverse=True)

with open(os.path.join(local(target), "report.txt"), "w", encoding="utf-8") as file:
    file.write(f"{'station':<14}{'region':<8}{'days':>5}{'listeners':>11}{'mean':>9}\n")
    for total, days, station, region in rows:
        file.write(f"{station:<14}{region:<8}{days:>5}{total:>11}{total / days:>9.1f}\n")
    file.write(f"\n{len(lines)} lines read, {copies} of them twice and {rejected} rejected\n")

# COMMAND ----------

# MAGIC %fs ls dbfs:/examples/listeners/out

# COMMAND ----------

# MAGIC %sh
# MAGIC echo "a shell on $(uname -s)"

# COMMAND ----------

dbutils.notebook.exit(json.dumps({"readings": len(readings), "twice": copies, "rejected": rejected}))
