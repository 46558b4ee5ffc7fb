# Databricks notebook source
dbutils.notebook.exit("tidied up after: " + dbutils.widgets.get("what"))
