-- Who made an object, and manages it until something else is granted; empty for what was found on disk.
ALTER TABLE workspace_objects ADD COLUMN creator TEXT NOT NULL DEFAULT '';

-- What a job was made with is among the grants, as on every other object.
ALTER TABLE jobs RENAME TO old_jobs;
DROP INDEX jobs_by_name;
CREATE TABLE jobs (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL COLLATE NOCASE,
  creator TEXT NOT NULL,
  created_at INTEGER NOT NULL,       -- epoch milliseconds
  is_single_task INTEGER NOT NULL,   -- said without `tasks`, and shown so by version 2.0
  settings TEXT NOT NULL             -- JSON, always with `tasks`
) STRICT;
INSERT INTO jobs SELECT sequence, job_id, name, creator, created_at, is_single_task, settings FROM old_jobs;
DROP TABLE old_jobs;
CREATE INDEX jobs_by_name ON jobs (name, sequence);
