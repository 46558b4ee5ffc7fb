#pragma once

#include <string_view>

#include "dbc/base/json.hpp"
#include "emulator/notebooks/notebook.hpp"

// What a source text has beside its cells, as members of the documents of other formats. Nothing is written where the
// text is the usual one.

namespace dbc::emulator {

void put_notebook_layout(Json& object, const Notebook& notebook);
void take_notebook_layout(const Json& object, Notebook& notebook);

void put_cell_layout(Json& object, const NotebookCell& cell);
void take_cell_layout(const Json& object, NotebookCell& cell);

}  // namespace dbc::emulator
