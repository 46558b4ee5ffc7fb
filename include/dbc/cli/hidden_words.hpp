#pragma once

namespace dbc::cli {

/// Overwrites the values of options that hold secrets in the words that this process was started with, where every user
/// of the machine sees them for as long as it runs. The words must have been copied before.
void hide_secret_words(int argc, char** argv);

}  // namespace dbc::cli
