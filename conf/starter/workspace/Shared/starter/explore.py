# Databricks notebook source
# MAGIC %md
# MAGIC # What the trips look like
# MAGIC The file lies in the volume that every workspace begins with.

# COMMAND ----------

import csv

with open("/Volumes/main/default/files/trips.csv", newline="") as file:
    trips = list(csv.DictReader(file))
print(f"{len(trips)} trips")

# COMMAND ----------

for trip in trips[:3]:
    print(trip["pickup"], trip["borough"], trip["distance_km"], trip["fare"])
