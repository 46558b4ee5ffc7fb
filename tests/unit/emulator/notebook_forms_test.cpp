#include <catch2/catch.hpp>
#include <random>

#include "dbc/base/text.hpp"
#include "emulator/notebooks/archive_model.hpp"
#include "emulator/notebooks/jupyter.hpp"
#include "emulator/notebooks/source_text.hpp"

// What was taken in one form comes back from another, byte for byte.

using namespace dbc;
using namespace dbc::emulator;

namespace {

const std::string k_header = "# Databricks notebook source\n";
const std::string k_next = "\n\n# COMMAND ----------\n\n";
const std::string k_mark = "\xef\xbb\xbf";

Notebook through_archive(const Notebook& notebook) {
  auto read = read_archive_model(to_archive_model(notebook, "n").dump());
  REQUIRE(read);
  return std::move(*read);
}

Notebook through_page(const Notebook& notebook) {
  auto read = read_notebook_html(write_notebook_html(notebook, "n"));
  REQUIRE(read);
  return std::move(*read);
}

Notebook through_jupyter(const Notebook& notebook) {
  auto read = read_jupyter(write_jupyter(notebook, "n"));
  REQUIRE(read);
  return std::move(*read);
}

/// Each form for itself, and one after another.
void check_comes_back(const std::string& text, NotebookLanguage language = NotebookLanguage::python) {
  INFO(text);
  const Notebook notebook = read_source_text(text, language);
  CHECK(write_source_text(notebook) == text);
  CHECK(write_source_text(through_archive(notebook)) == text);
  CHECK(write_source_text(through_page(notebook)) == text);
  CHECK(write_source_text(through_jupyter(notebook)) == text);
  CHECK(write_source_text(through_jupyter(through_page(through_archive(notebook)))) == text);
}

bool operator==(const NotebookCell& a, const NotebookCell& b) {
  return a.text == b.text && a.title == b.title && a.shows_title == b.shows_title;
}

/// What an archive held is there again after it lay in the workspace as a source text.
void check_cells_come_back(const std::vector<NotebookCell>& cells) {
  const std::string text = write_source_text({.cells = cells});
  INFO(text);
  const auto again = through_archive(read_source_text(text, NotebookLanguage::python)).cells;
  REQUIRE(again.size() == cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) CHECK((again[i] == cells[i]));
}

}  // namespace

TEST_CASE("notebook forms: source text comes back from every form byte for byte", "[emulator][notebooks]") {
  const std::string body = GENERATE(as<std::string>{},
                                    // how a text ends
                                    "", "\n", "\n\n", "x", "x\n", "x\n\n\n", "x" + k_next, "x" + k_next + "\n",
                                    "x\n\n# COMMAND ----------", "x\n\n# COMMAND ----------\n",
                                    // empty lines, and blanks in them
                                    "\n\nx" + k_next + "\ny\n\n" + k_next + " \nz\n\t", "\n" + k_next + k_next + "\n",
                                    "x\n# COMMAND ----------\ny\n# COMMAND ----------\n# COMMAND ----------\nz",
                                    // marks
                                    "# MAGIC %md # Title\n# MAGIC \n# MAGIC\n# MAGIC   \n# MAGIC text  \n",
                                    "# MAGIC  %sql  SELECT 1\n" + k_next + "# MAGIC %md-sandbox\n# MAGIC <b>",
                                    "# MAGIC %%sql\n# MAGIC SELECT 1" + k_next + "# MAGIC %%time\n# MAGIC x",
                                    "x = 1\n# MAGIC %pip install y\n" + k_next + "# MAGIC %md x\nnot marked",
                                    // titles
                                    "# DBTITLE 1,Shown\nx" + k_next + "# DBTITLE 0,Hidden, with a comma\ny",
                                    "# DBTITLE 1,\nx" + k_next + "\n# DBTITLE 1,Below a blank\nx" + k_next +
                                        "# DBTITLE 1,Alone\n" + k_next + "# DBTITLE no comma\nx",
                                    // separators
                                    "x\n\n# COMMAND ----------  \n\ny", "x\n\n# COMMAND ---------\n\ny");
  check_comes_back(k_header + body);
  check_comes_back(replace_all(k_header + body, "\n", "\r\n"));
  check_comes_back(k_mark + k_header + body);
  check_comes_back("# Databricks notebook source  \n" + body);
}

TEST_CASE("notebook forms: a header alone, mixed line ends and the other languages come back",
          "[emulator][notebooks]") {
  check_comes_back("# Databricks notebook source");
  check_comes_back("# Databricks notebook source\r\nx\ny\r\n\n# COMMAND ----------\r\n\nz\r");
  for (const auto& [language, mark] : std::vector<std::pair<NotebookLanguage, std::string>>{
           {NotebookLanguage::r, "# "}, {NotebookLanguage::scala, "// "}, {NotebookLanguage::sql, "-- "}})
    check_comes_back(replace_all(k_header + "a\n" + k_next + "# DBTITLE 0,t\n# MAGIC %md x\n# MAGIC \n", "# ", mark),
                     language);
}

TEST_CASE("notebook forms: cells come back whatever lines they begin and end with", "[emulator][notebooks]") {
  check_cells_come_back({{.text = ""}});
  check_cells_come_back({{.text = ""}, {.text = ""}, {.text = ""}});
  check_cells_come_back({{.text = "\n"}, {.text = "\n\na\n\n"}, {.text = "  \na\n  "}, {.text = "a\n"}});
  check_cells_come_back({{.text = "\n%md\ntext\n"}, {.text = "%md text"}, {.text = "%sql\n\nSELECT 1\n\n"}});
  check_cells_come_back({{.text = "a", .title = "shown"}, {.text = "\nb\n", .title = "hidden", .shows_title = false}});
}

TEST_CASE("notebook forms: line ends do not reach the cells", "[emulator][notebooks]") {
  const auto notebook = read_source_text(k_mark + replace_all(k_header + "a\n\nb\n" + k_next + "c", "\n", "\r\n"),
                                         NotebookLanguage::python);
  REQUIRE(notebook.cells.size() == 2);
  CHECK(notebook.cells[0].text == "a\n\nb\n");
  CHECK(notebook.cells[1].text == "c");
}

TEST_CASE("notebook forms: an edited cell counts for more than what is said to be its source",
          "[emulator][notebooks]") {
  const auto notebook =
      read_source_text(k_header + "\n\na" + k_next + "\nb" + k_next + "c\n", NotebookLanguage::python);
  Json model = to_archive_model(notebook, "n");
  model["commands"][1]["command"] = "B";
  const auto edited = read_archive_model(model.dump());
  REQUIRE(edited);
  CHECK(write_source_text(*edited) == k_header + "\n\na" + k_next + "B" + k_next + "c\n");
  model["commands"].erase(1);
  CHECK(write_source_text(*read_archive_model(model.dump())) == k_header + "\n\na" + k_next + "c\n");
  model["commands"].erase(0);
  CHECK(write_source_text(*read_archive_model(model.dump())) == k_header + "c\n");
}

TEST_CASE("notebook forms: a layout that is none is left out", "[emulator][notebooks]") {
  const auto [layout, source] = GENERATE(table<Json, Json>({
      {7, 7},
      {{{"lineEnd", "\n\n"}, {"header", "x\n"}, {"endsLine", "yes"}}, "a\n\n# COMMAND ----------\n"},
      {{{"header", k_header + k_header}}, "# COMMAND ----------\n\na"},
      {{{"header", "# Databricks notebook source"}}, Json::array()},
      {{{"header", "-- Databricks notebook source\n"}}, "b"},
  }));
  Json model = to_archive_model({.cells = {{.text = "a"}}}, "n");
  model["sourceLayout"] = layout;
  model["commands"][0]["sourceText"] = source;
  CHECK(write_source_text(*read_archive_model(model.dump())) == k_header + "a");
}

TEST_CASE("notebook forms: texts of chance come back from every form", "[emulator][notebooks]") {
  const std::vector<std::string> lines{
      "",           " ",          "x = 1",        "# COMMAND ----------",  "# MAGIC %md # T",
      "# MAGIC",    "# MAGIC ",   "# MAGIC %sql", "# DBTITLE 1,t",         "# DBTITLE 0,",
      "%md",        "'''",        "# note",       "# MAGIC %pip x \\",     "# MAGICAL",
      "# MAGIC !l", "# DBTITLE ", "\\",           "# COMMAND ----------\t"};
  std::mt19937 chance(7);
  for (int round = 0; round < 300; ++round) {
    std::string text = k_header;
    const auto count = chance() % 12;
    for (unsigned i = 0; i < count; ++i) text += lines[chance() % lines.size()] + (chance() % 20 == 0 ? "\r\n" : "\n");
    if (chance() % 2 == 0) text.pop_back();
    check_comes_back(text);
  }
}
