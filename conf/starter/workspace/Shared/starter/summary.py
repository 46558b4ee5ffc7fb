# Databricks notebook source
# MAGIC %md
# MAGIC # Fares by borough

# COMMAND ----------

import csv
from collections import defaultdict

fares = defaultdict(list)
with open("/Volumes/main/default/files/trips.csv", newline="") as file:
    for trip in csv.DictReader(file):
        fares[trip["borough"]].append(float(trip["fare"]))

# COMMAND ----------

for borough, values in sorted(fares.items()):
    print(f"{borough:<12}{len(values):>3} trips{sum(values) / len(values):>8.2f} on average")
