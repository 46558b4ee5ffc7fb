-- What the disk cannot tell of the notebooks, files and folders in the workspace's tree. The tree itself lies on disk; a
-- row whose object is gone, or has become something else there, counts for nothing.
CREATE TABLE workspace_objects (
  object_id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
  path TEXT NOT NULL UNIQUE,                   -- /Users/u/a, without /Workspace
  parent TEXT NOT NULL,
  kind TEXT NOT NULL,                          -- DIRECTORY, NOTEBOOK, FILE, REPO, ...
  language TEXT,                               -- PYTHON, SCALA, SQL or R for a notebook
  created_at INTEGER NOT NULL                  -- epoch milliseconds
) STRICT;

CREATE INDEX workspace_objects_by_parent ON workspace_objects (parent);

-- Ids of 16 digits, as the service has them, and below 2^53.
INSERT INTO sqlite_sequence (name, seq)
VALUES ('workspace_objects', 1000000000000000 + (random() & 9223372036854775807) % 8000000000000000);
