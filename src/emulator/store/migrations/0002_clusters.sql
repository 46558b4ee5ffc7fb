-- What happened to a cluster. Its present state follows from these facts and the clock; times are epoch milliseconds.
CREATE TABLE clusters (
  cluster_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  creator TEXT NOT NULL,
  source TEXT NOT NULL,
  idempotency_token TEXT,
  spec TEXT NOT NULL,                 -- JSON: what the client sent
  attributes TEXT NOT NULL,           -- JSON: the same with defaults filled in
  state TEXT NOT NULL,
  state_message TEXT NOT NULL,
  transition_at INTEGER,              -- when a transient state ends
  shutdown_duration INTEGER NOT NULL, -- milliseconds that TERMINATING lasts
  created_at INTEGER NOT NULL,
  restarted_at INTEGER,               -- last time that it became RUNNING with a fresh driver
  state_lost_at INTEGER,
  active_at INTEGER,                  -- last activity; autotermination counts from here
  terminated_at INTEGER,
  termination_reason TEXT,            -- JSON
  workers INTEGER NOT NULL,           -- workers present
  target_workers INTEGER NOT NULL,    -- workers wanted
  autotermination_minutes INTEGER NOT NULL,
  driver_cores INTEGER NOT NULL,
  driver_memory_mb INTEGER NOT NULL,
  worker_cores INTEGER NOT NULL,
  worker_memory_mb INTEGER NOT NULL,
  pinned_at INTEGER,
  unpinned_at INTEGER,
  spark_context_id INTEGER NOT NULL
) STRICT;

CREATE INDEX clusters_by_token ON clusters (idempotency_token) WHERE idempotency_token IS NOT NULL;

CREATE TABLE cluster_events (
  event_id INTEGER PRIMARY KEY,
  cluster_id TEXT NOT NULL REFERENCES clusters (cluster_id) ON DELETE CASCADE,
  happened_at INTEGER NOT NULL,
  type TEXT NOT NULL,
  details TEXT NOT NULL -- JSON
) STRICT;

CREATE INDEX cluster_events_by_time ON cluster_events (cluster_id, happened_at, event_id);
