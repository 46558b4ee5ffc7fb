#include "emulator/execution/notebook_html.hpp"

#include <catch2/catch.hpp>

#include "emulator/execution/markdown_html.hpp"

using namespace dbc;
using namespace dbc::emulator;
using Catch::Matchers::Contains;

namespace {

std::string page_of(const Json& outputs, const std::string& source = "print(1)",
                    const std::string& language = "python") {
  return notebook_html("nb", Json::array({{{"index", 1},
                                           {"title", ""},
                                           {"language", language},
                                           {"source", source},
                                           {"state", "succeeded"},
                                           {"started_at", 1000},
                                           {"finished_at", 3450},
                                           {"outputs", outputs}}}));
}

}  // namespace

TEST_CASE("notebook html: shows each cell with its source, state, time and output", "[emulator][notebook-html]") {
  const auto page = page_of({{{"type", "text"}, {"stream", "stdout"}, {"data", "1\n"}}});
  CHECK_THAT(page, Contains("<h1>nb</h1>"));
  CHECK_THAT(
      page, Contains("<section class=\"succeeded\" id=\"cell-1\">\n<header>Cell 1: python, succeeded, 2.4 s</header>"));
  CHECK_THAT(page, Contains("<pre class=\"source\">print(1)</pre>\n<pre class=\"text\">1\n</pre>"));
}

TEST_CASE("notebook html: everything that cells say is escaped", "[emulator][notebook-html]") {
  const std::string evil = "</pre><script>alert('\"&')</script>";
  const std::string safe = "&lt;/pre&gt;&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;";
  const Json outputs = {{{"type", "text"}, {"data", evil}},
                        {{"type", "html"}, {"data", evil}},
                        {{"type", "error"}, {"data", {{"trace", evil}}}},
                        {{"type", "image"}, {"mime", "image/png\"" + evil}, {"data", evil}},
                        {{"type", "table"}, {"data", {{"columns", {evil}}, {"rows", {{evil, {{"k", evil}}}}}}}}};
  const Json cell = {{"index", 1},    {"title", evil},   {"language", evil}, {"source", evil},
                     {"state", evil}, {"started_at", 1}, {"finished_at", 2}, {"outputs", outputs}};
  const auto page = notebook_html(evil, Json::array({cell}));
  CHECK_THAT(page, !Contains("<script"));
  CHECK_THAT(page, Contains("<title>" + safe + "</title>"));
  CHECK_THAT(page, Contains("<iframe sandbox=\"allow-scripts\" srcdoc=\"" + safe + "\">"));
  CHECK_THAT(page, Contains("<th>" + safe + "</th>"));
  CHECK_THAT(page, Contains("<section class=\"unknown\""));
}

TEST_CASE("notebook html: tables show numbers, nothing and how much was cut", "[emulator][notebook-html]") {
  const Json table = {
      {"columns", {"a", "b", "c"}}, {"rows", {{1, nullptr, "x"}, {2.5, true, "ä"}}}, {"truncated", true}};
  const auto page = page_of({{{"type", "table"}, {"data", table}}});
  CHECK_THAT(page, Contains("<tr><th>a</th><th>b</th><th>c</th></tr>"));
  CHECK_THAT(page, Contains("<tr><td>1</td><td class=\"none\">null</td><td>x</td></tr>"));
  CHECK_THAT(page, Contains("<tr><td>2.5</td><td>true</td><td>ä</td></tr>"));
  CHECK_THAT(page, Contains("Only the first 2 rows are shown."));
}

TEST_CASE("notebook html: failures, figures and standard error have their own look", "[emulator][notebook-html]") {
  const auto page = page_of({{{"type", "text"}, {"stream", "stderr"}, {"data", "warned"}},
                             {{"type", "error"}, {"data", {{"error", "E: x"}, {"trace", "File <cell 1>:3"}}}},
                             {{"type", "image"}, {"mime", "image/png"}, {"data", "aGk="}},
                             {{"type", "image"}, {"mime", "text/html"}, {"data", "aGk="}}});
  CHECK_THAT(page, Contains("<pre class=\"stderr\">warned</pre>"));
  CHECK_THAT(page, Contains("<pre class=\"error\">File &lt;cell 1&gt;:3</pre>"));
  CHECK_THAT(page, Contains("<img alt=\"figure\" src=\"data:image/png;base64,aGk=\">"));
  CHECK_THAT(page, Contains("(an image of an unknown kind)"));
}

TEST_CASE("notebook html: what is no cell is left out", "[emulator][notebook-html]") {
  const std::string empty = notebook_html("nb", Json::array());
  CHECK(notebook_html("nb", Json::array({5, "x", nullptr})) == empty);
  CHECK(notebook_html("nb", nullptr) == empty);
  CHECK_THAT(notebook_html("nb", Json::array({Json::object()})), Contains("Cell 0: , unknown</header>"));
  CHECK_THAT(page_of({{{"type", "table"}, {"data", {{"columns", 5}, {"rows", {{1}, 2}}}}}, {{"type", "text"}}}),
             Contains("<tr><td>1</td></tr>"));
}

TEST_CASE("notebook html: markdown cells are rendered", "[emulator][notebook-html]") {
  const auto page = page_of(Json::array(), "%md\n# Title\ntext", "md");
  CHECK_THAT(page, Contains("<div class=\"markdown\">\n<h1>Title</h1>\n<p>text</p>\n</div>"));
}

TEST_CASE("markdown html: blocks and marks", "[emulator][notebook-html]") {
  const auto [text, html] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"# One\n### Three\n####### no", "<h1>One</h1>\n<h3>Three</h3>\n<p>####### no</p>\n"},
      {"a\nb\n\nc", "<p>a\nb</p>\n<p>c</p>\n"},
      {"- a\n* b\n1. c\n2. d\n\ntext",
       "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>c</li>\n<li>d</li>\n</ol>\n<p>text</p>\n"},
      {"```\n<b> # x\n```\nafter", "<pre><code>&lt;b&gt; # x\n</code></pre>\n<p>after</p>\n"},
      {"```\nopen", "<pre><code>open\n</code></pre>\n"},
      {"**a *b*** `c*d` e*f", "<p><strong>a *b</strong>* <code>c*d</code> e*f</p>\n"},
      {"*a* and 2 * 3 * 4", "<p><em>a</em> and 2 * 3 * 4</p>\n"},
      {"[x](https://e.com/?a=1&b=\"2)", "<p><a href=\"https://e.com/?a=1&amp;b=&quot;2\">x</a></p>\n"},
      {"[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"},
      {"<b>&", "<p>&lt;b&gt;&amp;</p>\n"},
  }));
  CAPTURE(text);
  CHECK(markdown_html(text) == html);
}
