# Databricks notebook source
listeners = []
print("stations:", len(listeners))

# COMMAND ----------

mean = sum(listeners) / len(listeners)

# COMMAND ----------

print("this cell is never reached")
