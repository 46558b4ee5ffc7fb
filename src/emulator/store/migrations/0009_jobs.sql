-- What jobs are to do. The newest is listed first, which `sequence` stands for.
CREATE TABLE jobs (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL COLLATE NOCASE,
  creator TEXT NOT NULL,
  created_at INTEGER NOT NULL,       -- epoch milliseconds
  is_single_task INTEGER NOT NULL,   -- said without `tasks`, and shown so by version 2.0
  settings TEXT NOT NULL,            -- JSON, always with `tasks`
  access_control_list TEXT NOT NULL  -- JSON: what the job was made with
) STRICT;

CREATE INDEX jobs_by_name ON jobs (name, sequence);
