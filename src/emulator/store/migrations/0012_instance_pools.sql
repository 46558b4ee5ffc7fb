-- Pools of idle machines that clusters draw from. How many are in use follows from the clusters.
CREATE TABLE instance_pools (
  pool_row INTEGER PRIMARY KEY, -- in the order made
  pool_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  creator TEXT NOT NULL,
  attributes TEXT NOT NULL      -- JSON: what the client sent, with defaults filled in
) STRICT;
