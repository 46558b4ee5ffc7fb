-- What clusters must be like. Definitions are kept as the client sent them; those of a family come from the family.
CREATE TABLE cluster_policies (
  policy_row INTEGER PRIMARY KEY, -- in the order made
  policy_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  creator TEXT,                   -- none where the workspace came with it
  created_at INTEGER NOT NULL,    -- epoch milliseconds
  definition TEXT,                -- JSON; none where a family has it
  family_id TEXT,
  overrides TEXT,                 -- JSON: rules laid over the family's
  description TEXT,
  max_clusters_per_user INTEGER,
  libraries TEXT NOT NULL         -- JSON: a list of libraries
) STRICT;

-- The policies that every workspace comes with.
INSERT INTO cluster_policies (policy_id, name, created_at, family_id, libraries)
SELECT hex(randomblob(8)), name, CAST(strftime('%s', 'now') AS INTEGER) * 1000, family, '[]'
FROM (SELECT 1 AS place, 'Personal Compute' AS name, 'personal-vm' AS family
      UNION ALL SELECT 2, 'Power User Compute', 'power-user'
      UNION ALL SELECT 3, 'Shared Compute', 'shared-compute'
      UNION ALL SELECT 4, 'Job Compute', 'job-cluster'
      UNION ALL SELECT 5, 'Legacy Shared Compute', 'shared-data-science')
ORDER BY place;
