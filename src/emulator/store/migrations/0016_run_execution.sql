-- What becomes known while a run is carried out.
ALTER TABLE runs ADD COLUMN begun_at INTEGER;            -- when its supervisor took it up
ALTER TABLE runs ADD COLUMN caller_task_run_id INTEGER;  -- the task run whose run_job_task made it

ALTER TABLE task_runs ADD COLUMN parent_id INTEGER;                  -- the task run of the for_each_task it belongs to
ALTER TABLE task_runs ADD COLUMN details TEXT NOT NULL DEFAULT '{}'; -- JSON: members laid over the settings when shown
CREATE INDEX task_runs_by_parent ON task_runs (parent_id, sequence) WHERE parent_id IS NOT NULL;

-- What tasks told each other; kept across repairs.
CREATE TABLE task_values (
  run_id INTEGER NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
  task_key TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL, -- JSON
  PRIMARY KEY (run_id, task_key, name)
) STRICT;

ALTER TABLE cluster_libraries ADD COLUMN failure TEXT; -- why the last attempt to install it failed
