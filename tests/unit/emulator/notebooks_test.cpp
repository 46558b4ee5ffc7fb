#include <catch2/catch.hpp>

#include "dbc/base/text.hpp"
#include "emulator/files/zip.hpp"
#include "emulator/notebooks/archive_model.hpp"
#include "emulator/notebooks/jupyter.hpp"
#include "emulator/notebooks/r_markdown.hpp"
#include "emulator/notebooks/source_text.hpp"

using namespace dbc;
using namespace dbc::emulator;

namespace {

std::vector<std::string> texts(const Notebook& notebook) {
  std::vector<std::string> found;
  for (const auto& cell : notebook.cells) found.push_back(cell.text);
  return found;
}

const std::string k_python =
    "# Databricks notebook source\n"
    "# MAGIC %md\n# MAGIC # Title\n# MAGIC\n# MAGIC text\n\n"
    "# COMMAND ----------\n\n"
    "# DBTITLE 1,Load, then show\nx = 1\n\nprint(x)\n\n"
    "# COMMAND ----------\n\n"
    "# MAGIC %sql\n# MAGIC SELECT 1";

const std::vector<std::string> k_python_cells{"%md\n# Title\n\ntext", "x = 1\n\nprint(x)", "%sql\nSELECT 1"};

}  // namespace

TEST_CASE("notebooks: source text is read into cells and written back byte for byte", "[emulator][notebooks]") {
  const auto notebook = read_source_text(k_python, NotebookLanguage::python);
  CHECK(texts(notebook) == k_python_cells);
  CHECK(notebook.cells[1].title == "Load, then show");
  CHECK(write_source_text(notebook) == k_python);
  const auto [language, mark] = GENERATE(table<NotebookLanguage, std::string>(
      {{NotebookLanguage::r, "# "}, {NotebookLanguage::scala, "// "}, {NotebookLanguage::sql, "-- "}}));
  const std::string text = mark + "Databricks notebook source\na\n\n" + mark + "COMMAND ----------\n\n" + mark +
                           "MAGIC %python\n" + mark + "MAGIC b";
  CHECK(texts(read_source_text(text, language)) == std::vector<std::string>{"a", "%python\nb"});
  CHECK(write_source_text(read_source_text(text, language)) == text);
}

TEST_CASE("notebooks: source text without header, with CRLF or a byte order mark is understood",
          "[emulator][notebooks]") {
  CHECK(with_source_header("a\r\nb\r\n", NotebookLanguage::sql) == "-- Databricks notebook source\r\na\r\nb\r\n");
  CHECK(with_source_header("a\r\nb\n", NotebookLanguage::sql) == "-- Databricks notebook source\na\r\nb\n");
  CHECK(with_source_header("\xef\xbb\xbf"
                           "x",
                           NotebookLanguage::r) == "\xef\xbb\xbf# Databricks notebook source\nx");
  for (const auto& whole : {k_python, replace_all(k_python, "\n", "\r\n"), "\xef\xbb\xbf" + k_python})
    CHECK(with_source_header(whole, NotebookLanguage::python) == whole);
  CHECK(read_source_text("", NotebookLanguage::python).cells.empty());
  CHECK(texts(read_source_text("# MAGIC %md x\nnot magic", NotebookLanguage::python)) ==
        std::vector<std::string>{"# MAGIC %md x\nnot magic"});
  CHECK(language_of_header("// Databricks notebook source  \nx") == NotebookLanguage::scala);
  CHECK_FALSE(language_of_header("# Databricks notebook sources\n"));
  CHECK_FALSE(language_of_header(""));
}

TEST_CASE("notebooks: magics among lines of Python, after blanks and below comments are magics",
          "[emulator][notebooks]") {
  const auto [source, text] = GENERATE(table<std::string, std::string>({
      {"import os\n# MAGIC %pip install x\nprint(1)", "import os\n%pip install x\nprint(1)"},
      {"# MAGIC %pip install \\\n# MAGIC   x\n# MAGIC\n# MAGIC import x", "%pip install \\\n  x\n\nimport x"},
      {"x = 1\n# MAGIC !ls\n# MAGIC  %fs ls /", "x = 1\n!ls\n %fs ls /"},
      {"# MAGIC  %md\n# MAGIC # Title", " %md\n# Title"},
      {"# note\n# MAGIC %sql\n# MAGIC SELECT 1", "# note\n%sql\nSELECT 1"},
      {"x = 1\n# MAGIC %pip install \\\n# MAGIC   y\nz = 2", "x = 1\n%pip install \\\n  y\nz = 2"},
      {"q = '''\n%run this\n'''\nx = (7\n %3)\ny = \"'''\" + \\\n  '%d' \\\n  %x\n# MAGIC %time y",
       "q = '''\n%run this\n'''\nx = (7\n %3)\ny = \"'''\" + \\\n  '%d' \\\n  %x\n%time y"},
      {"# MAGIC %md x\ny = 1", "# MAGIC %md x\ny = 1"},
      {"x = 1\n# MAGICAL %md", "x = 1\n# MAGICAL %md"},
  }));
  const std::string whole = "# Databricks notebook source\n" + source;
  const auto notebook = read_source_text(whole, NotebookLanguage::python);
  CHECK(texts(notebook) == std::vector<std::string>{text});
  CHECK(write_source_text(notebook) == whole);
  const auto again = read_jupyter(write_jupyter(notebook, "n"));
  REQUIRE(again);
  if (!text.starts_with(" %md")) CHECK(texts(*again) == std::vector<std::string>{text});
}

TEST_CASE("notebooks: a magic after blanks makes a cell of its language in exports", "[emulator][notebooks]") {
  const auto notebook = read_source_text("# MAGIC   %md\n# MAGIC # Title", NotebookLanguage::python);
  const Json document = *parse_json(write_jupyter(notebook, "n"));
  CHECK(document["cells"][0]["cell_type"] == "markdown");
  CHECK(document["cells"][0]["source"] == Json::array({"# Title"}));
}

TEST_CASE("notebooks: cell magics of IPython keep both their signs", "[emulator][notebooks]") {
  const auto read = read_jupyter(
      R"({"cells":[{"cell_type":"code","source":"%%time\nx"},{"cell_type":"code","source":"%%writefile a.py\nx"},)"
      R"({"cell_type":"code","source":"%%bash\nls"},{"cell_type":"code","source":"%%!\nls"},)"
      R"({"cell_type":"code","source":"%%sql\nSELECT 1"}]})");
  REQUIRE(read);
  CHECK(texts(*read) ==
        std::vector<std::string>{"%%time\nx", "%%writefile a.py\nx", "%%bash\nls", "%%!\nls", "%sql\nSELECT 1"});
}

TEST_CASE("notebooks: Jupyter documents carry cells both ways", "[emulator][notebooks]") {
  const auto notebook = read_source_text(k_python, NotebookLanguage::python);
  const std::string text = write_jupyter(notebook, "n");
  const auto again = read_jupyter(text);
  REQUIRE(again);
  CHECK(again->language == NotebookLanguage::python);
  CHECK(texts(*again) == k_python_cells);
  CHECK(again->cells[1].title == "Load, then show");
  const Json document = *parse_json(text);
  CHECK(document["nbformat"] == 4);
  CHECK(document["cells"][0]["cell_type"] == "markdown");
  CHECK(document["cells"][1]["source"][0] == "x = 1\n");
  const auto foreign = read_jupyter(
      R"({"cells":[{"cell_type":"markdown","source":["# a\n","b"]},{"cell_type":"code","source":"%%sql\nSELECT 1"},)"
      R"({"cell_type":"raw"}],"metadata":{"kernelspec":{"language":"R"}}})");
  REQUIRE(foreign);
  CHECK(foreign->language == NotebookLanguage::r);
  CHECK(texts(*foreign) == std::vector<std::string>{"%md\n# a\nb", "%sql\nSELECT 1", "%md\n"});
  for (const std::string bad : {"", "[]", "{}", R"({"cells":{}})", R"({"cells":[1]})", "{\"cells\":["})
    CHECK_FALSE(read_jupyter(bad));
}

TEST_CASE("notebooks: outputs can be left out of a Jupyter document", "[emulator][notebooks]") {
  const auto document = parse_jupyter(R"({"cells":[{"cell_type":"code","execution_count":3,"outputs":["x"]}]})");
  REQUIRE(document);
  const Json bare = *parse_json(without_outputs(*document));
  CHECK(bare["cells"][0]["outputs"].empty());
  CHECK(bare["cells"][0]["execution_count"].is_null());
}

TEST_CASE("notebooks: archives and HTML pages carry cells both ways", "[emulator][notebooks]") {
  const auto notebook = read_source_text(k_python, NotebookLanguage::python);
  const auto model = read_archive_model(to_archive_model(notebook, "n").dump());
  REQUIRE(model);
  CHECK(texts(*model) == k_python_cells);
  const std::string page = write_notebook_html(notebook, "<n>");
  CHECK(page == write_notebook_html(notebook, "<n>"));
  CHECK(page.find("<title>&lt;n&gt;</title>") != std::string::npos);
  const auto again = read_notebook_html(page);
  REQUIRE(again);
  CHECK(texts(*again) == k_python_cells);
  CHECK(again->cells[1].title == "Load, then show");
  const auto sorted = read_archive_model(
      R"({"language":"sql","commands":[{"position":2,"command":"b"},{"position":1.5,"command":"a"},7]})");
  REQUIRE(sorted);
  CHECK(texts(*sorted) == std::vector<std::string>{"a", "b"});
  for (const std::string bad : {"", "[]", R"({"language":"sql"})", R"({"language":"cobol","commands":[]})"})
    CHECK_FALSE(read_archive_model(bad));
  for (const std::string bad : {"", "__DATABRICKS_NOTEBOOK_MODEL = '", "__DATABRICKS_NOTEBOOK_MODEL = '!';",
                                "__DATABRICKS_NOTEBOOK_MODEL = 'JXp6';"})
    CHECK_FALSE(read_notebook_html(bad));
}

TEST_CASE("notebooks: R Markdown is text with chunks", "[emulator][notebooks]") {
  const std::string text = "# Title\n\ntext\n\n```{r}\nx <- 1\n```\n\n```{python}\ny = 1\n```\n";
  const auto notebook = read_r_markdown(text);
  CHECK(notebook.language == NotebookLanguage::r);
  CHECK(texts(notebook) == std::vector<std::string>{"%md\n# Title\n\ntext", "x <- 1", "%python\ny = 1"});
  CHECK(*write_r_markdown(notebook) == text);
  CHECK(texts(read_r_markdown("```{r name, echo=FALSE}\r\na\r\n")) == std::vector<std::string>{"a"});
  CHECK(read_r_markdown("").cells.empty());
  CHECK_FALSE(write_r_markdown({.language = NotebookLanguage::sql}));
}

TEST_CASE("zip: entries come back, and the same entries give the same bytes", "[emulator][zip]") {
  const std::vector<ZipEntry> entries{{.name = "d/"},
                                      {.name = "d/\xc3\xa4.txt", .content = std::string(100'000, 'x')},
                                      {.name = "empty", .content = ""}};
  const auto archive = write_zip(entries);
  REQUIRE(archive);
  CHECK(is_zip(*archive));
  CHECK(archive->size() < 2000);
  CHECK(*archive == *write_zip(entries));
  const auto again = read_zip(*archive, {.entries = 3, .bytes = 100'000});
  REQUIRE(again);
  REQUIRE(again->size() == 3);
  CHECK((*again)[1].name == "d/\xc3\xa4.txt");
  CHECK(((*again)[1].content == entries[1].content));
  CHECK_FALSE(read_zip(*archive, {.entries = 2, .bytes = 100'000}));
  CHECK_FALSE(read_zip(*archive, {.entries = 3, .bytes = 99'999}));
  CHECK(read_zip(*write_zip({}), {.entries = 0, .bytes = 0})->empty());
}

TEST_CASE("zip: what is broken is refused wherever it is cut or changed", "[emulator][zip]") {
  const std::string archive = *write_zip({{.name = "a", .content = "some content"}, {.name = "b", .content = "more"}});
  CHECK_FALSE(read_zip("", {.entries = 9, .bytes = 99}));
  CHECK_FALSE(read_zip("no archive", {.entries = 9, .bytes = 99}));
  for (std::size_t size = 1; size + 1 < archive.size(); size += 7)
    CHECK_FALSE(read_zip(archive.substr(0, size), {.entries = 9, .bytes = 99}));
  std::string changed = archive;
  changed[35] = static_cast<char>(changed[35] ^ 0x55);
  CHECK_FALSE(read_zip(changed, {.entries = 9, .bytes = 99}));
  // Any other damage must end in an answer.
  for (std::size_t i = 4; i < archive.size(); ++i) {
    std::string damaged = archive;
    damaged[i] = static_cast<char>(damaged[i] ^ 0xff);
    (void)read_zip(damaged, {.entries = 9, .bytes = 99});
  }
}
