#include "emulator/execution/driver/driver_notebook.hpp"

#include <catch2/catch.hpp>

using namespace dbc;
using namespace dbc::emulator;

TEST_CASE("driver notebook: a source text becomes cells with their magics and titles", "[emulator][driver]") {
  const auto notebook = driver_notebook("/Shared/nb",
                                        "# Databricks notebook source\n# DBTITLE 1,First\nprint(1)\n\n"
                                        "# COMMAND ----------\n\n# MAGIC %sh\n# MAGIC ls -l\n",
                                        NotebookLanguage::python);
  REQUIRE(notebook);
  CHECK(*notebook ==
        Json{{"path", "/Shared/nb"},
             {"language", "PYTHON"},
             {"cells", {{{"text", "print(1)"}, {"title", "First"}}, {{"text", "%sh\nls -l"}, {"title", ""}}}}});
}

TEST_CASE("driver notebook: a Jupyter document says its own language", "[emulator][driver]") {
  const auto notebook = driver_notebook("/nb",
                                        R"({"cells": [{"cell_type": "code", "source": ["a = 1\n", "a"]},
                                    {"cell_type": "markdown", "source": "# Hello"}],
                          "metadata": {"language_info": {"name": "python"}}, "nbformat": 4})",
                                        NotebookLanguage::sql);
  REQUIRE(notebook);
  CHECK(notebook->at("language") == "PYTHON");
  CHECK(notebook->at("cells").at(0).at("text") == "a = 1\na");
  CHECK(notebook->at("cells").at(1).at("text") == "%md\n# Hello");
}

TEST_CASE("driver notebook: what is no notebook is refused", "[emulator][driver]") {
  CHECK_FALSE(driver_notebook("/nb", "{\"cells\": 5}", NotebookLanguage::python));
  CHECK_FALSE(driver_notebook("/nb", "{broken", NotebookLanguage::python));
}
