#pragma once

#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"
#include "emulator/notebooks/notebook.hpp"

namespace dbc::emulator {

/// The member `notebook` of the driver's start message: {"path", "language": "PYTHON", "cells": [{"text", "title"}]}.
/// `content` is the notebook's file; `language` decides where the content does not say. INVALID_PARAMETER_VALUE where
/// it is no notebook.
[[nodiscard]] Result<Json> driver_notebook(std::string_view path, std::string_view content, NotebookLanguage language);

}  // namespace dbc::emulator
