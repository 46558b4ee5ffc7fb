-- What is to be installed on a cluster. How far each library has come follows from these facts, the cluster's and the
-- clock; times are epoch milliseconds.
CREATE TABLE cluster_libraries (
  library_row INTEGER PRIMARY KEY, -- in the order added
  cluster_id TEXT NOT NULL REFERENCES clusters (cluster_id) ON DELETE CASCADE,
  library TEXT NOT NULL,           -- JSON of one form, so that equal libraries are equal texts
  requested_at INTEGER NOT NULL,
  removed_at INTEGER,              -- when a running cluster was told to be without it from its next start on
  UNIQUE (cluster_id, library)
) STRICT;
