-- What became of jobs, step by step as it happens. A run is active until `ended_at` is set. Times are epoch
-- milliseconds, durations milliseconds.
CREATE TABLE runs (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, -- order of creation; the newest is listed first
  run_id INTEGER NOT NULL UNIQUE,
  job_id INTEGER NOT NULL,                    -- a submitted run has one that no job has
  name TEXT NOT NULL,
  type TEXT NOT NULL,                         -- JOB_RUN, SUBMIT_RUN
  trigger TEXT NOT NULL,                      -- ONE_TIME, PERIODIC, ...
  creator TEXT NOT NULL,
  is_single_task INTEGER NOT NULL,            -- its one task run has the id of the run itself
  attempt_number INTEGER NOT NULL,
  original_attempt_run_id INTEGER NOT NULL,
  settings TEXT NOT NULL,                     -- JSON: the settings that it runs with, without `tasks`
  parameters TEXT NOT NULL,                   -- JSON: what the request overrides
  life_cycle_state TEXT NOT NULL,
  result_state TEXT NOT NULL,                 -- empty until it is known
  state_message TEXT NOT NULL,
  reason_code TEXT NOT NULL,                  -- of the end, or of the wait in the queue
  started_at INTEGER NOT NULL,                -- when it was made
  admitted_at INTEGER,                        -- when it left the queue
  ended_at INTEGER,
  cancel_requested_at INTEGER,                -- a wish to whoever carries the run out
  repair_number INTEGER NOT NULL,             -- 0 for the first execution
  repair_id INTEGER,                          -- of the latest repair
  repaired_at INTEGER,                        -- when that began
  is_hidden INTEGER NOT NULL                  -- its job is deleted, but it has not ended yet
) STRICT;

CREATE INDEX runs_by_job ON runs (job_id, sequence);
CREATE INDEX runs_by_type ON runs (type, sequence);
CREATE INDEX runs_by_start ON runs (started_at);
CREATE INDEX runs_by_end ON runs (ended_at);
CREATE INDEX runs_active ON runs (job_id, sequence) WHERE ended_at IS NULL;

-- One execution of one task. Retries and repairs add rows; the newest row of a task_key tells its present state.
CREATE TABLE task_runs (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  task_run_id INTEGER NOT NULL UNIQUE,
  run_id INTEGER NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
  task_key TEXT NOT NULL,
  attempt_number INTEGER NOT NULL,
  repair_number INTEGER NOT NULL,
  settings TEXT NOT NULL, -- JSON: the task
  life_cycle_state TEXT NOT NULL,
  result_state TEXT NOT NULL,
  state_message TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  setup_duration INTEGER NOT NULL,
  execution_duration INTEGER NOT NULL,
  cleanup_duration INTEGER NOT NULL,
  cluster_id TEXT,
  spark_context_id INTEGER
) STRICT;

CREATE INDEX task_runs_by_run ON task_runs (run_id, sequence);

-- What a task run left behind: members of the reply of runs/get-output, and what runs/export shows.
CREATE TABLE task_run_outputs (
  task_run_id INTEGER PRIMARY KEY REFERENCES task_runs (task_run_id) ON DELETE CASCADE,
  output TEXT NOT NULL, -- JSON
  views TEXT NOT NULL   -- JSON
) STRICT;

-- How the executions before the present one ended: one row for the first and for each repair that was repaired again.
CREATE TABLE run_history (
  run_id INTEGER NOT NULL REFERENCES runs (run_id) ON DELETE CASCADE,
  repair_number INTEGER NOT NULL,
  repair_id INTEGER,
  life_cycle_state TEXT NOT NULL,
  result_state TEXT NOT NULL,
  state_message TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (run_id, repair_number)
) STRICT;

-- Which run an idempotency token made. Outlives the run, so that the token cannot make another one.
CREATE TABLE run_tokens (
  token TEXT PRIMARY KEY,
  run_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
